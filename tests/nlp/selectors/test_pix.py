"""Pix keys; tax numbers are those of the check digit's documentation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Read = Callable[..., list[str]]
RANDOM = "123e4567-e89b-12d3-a456-426614174000"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("pix 123.456.789-09", ["12345678909"]),
        ("PIX: 12345678909", ["12345678909"]),
        ("chave pix 390.533.447-05", ["39053344705"]),
        ("minha chave é 11.222.333/0001-81", ["11222333000181"]),
        ("pix cnpj 11222333000181", ["11222333000181"]),
        (f"manda no pix: {RANDOM}", [RANDOM]),
        (f"PIX {RANDOM.upper()}", [RANDOM]),
        ("pix rosie@mail.example", ["rosie@mail.example"]),
        ("chave: rosie arroba gmail ponto com", ["rosie@gmail.com"]),
        ("pix (11) 96123-4567", ["+5511961234567"]),
        ("pix celular +55 11 96123-4567", ["+5511961234567"]),
        ("123.456.789-09 (pix)", ["12345678909"]),
        ("Chave PIX CPF: 123 456 789 09", ["12345678909"]),
        ("P1X 123.456.789-09", ["12345678909"]),
        ("p i x  123.456.789-09", ["12345678909"]),
        ("pix 123.456.789-00", []),
        ("pix 222.222.222-22", []),
        ("cpf 123.456.789-09", []),
        (f"id {RANDOM}", []),
        ("aceito pix", []),
    ],
)
def test_reads(read: Read, text: str, values: list[str]) -> None:
    assert read(text, "pix", region="BR") == [f"pix:{value}" for value in values]
