-- Tables of the store, and what their readers share.
create table accounts (
  account varchar, institution varchar, kind varchar, opened date, closed date, country varchar,
  postcode_area varchar, occupation varchar, zone varchar
);
create table aliases (
  account varchar, institution varchar, kind varchar, value varchar, valid_from date, valid_to date, source varchar,
  key varchar -- the form that links compare
);
create sequence rows_read;
create table transactions (
  n bigint default nextval('rows_read'), tx varchar, account varchar, institution varchar,
  amount decimal(28, 8), currency varchar,
  day date, clock timestamp, instant timestamp, -- day always; the holder's wall clock and UTC where the file tells them
  counterparty_account varchar, counterparty varchar, channel varchar, mcc varchar, place varchar, memo varchar,
  file varchar, line bigint
);

-- Cells of text.
create macro text_of(cell) as nullif(trim(cell), '');
create macro time_part(cell, part) as nullif(regexp_extract(trim(cell),
  '^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s?(Z|[+-]\d\d(?::?\d\d)?)?$', part), '');
create macro wall_of(cell) as
  try_cast(time_part(cell, 1) || ' ' || coalesce(time_part(cell, 2), '00:00') as timestamp);
create macro day_of(cell) as cast(wall_of(cell) as date);
create macro minutes_of(shift) as case
  when shift = 'Z' then 0
  else (case when shift[1] = '-' then -1 else 1 end) * (
    try_cast(shift[2:3] as integer) * 60 + case when length(shift) > 3 then try_cast(right(shift, 2) as integer) else 0 end)
  end;
create macro number_of(cell) as case
  when regexp_matches(trim(cell), '^[+-]?(\d+(\.\d{0,8})?|\.\d{1,8})$') then try_cast(trim(cell) as decimal(28, 8)) end;

-- The form in which two selectors are compared. A phone or an e-mail stays one whatever wallet it addresses; wallets
-- of chains whose addresses tell capitals apart stay as written.
create macro selector_key(kind, value) as case
  when kind = 'name' then null
  when regexp_matches(trim(value), '^\+[0-9 ().-]{7,24}$') then 'phone:+' || regexp_replace(value, '[^0-9]', '', 'g')
  when regexp_matches(lower(trim(value)), '^[^@\s:]+@[^@\s:]+\.[a-z]{2,24}$') then 'email:' || lower(trim(value))
  when kind = 'iban' then 'iban:' || upper(replace(value, ' ', ''))
  when kind = 'bch' and regexp_matches(lower(trim(value)), '^(bitcoincash:)?[qp][0-9a-z]{41}$')
    then 'bch:' || right(lower(trim(value)), 42)
  when is_cased(kind) and not regexp_matches(lower(trim(value)), '^(bc1|ltc1)') then kind || ':' || trim(value)
  else kind || ':' || lower(ltrim(trim(value), '@$'))
end;
