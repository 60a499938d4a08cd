"""Header lines of exports, as the files have them."""

from __future__ import annotations

N26 = (
    "Date,Payee,Account number,Transaction type,Payment reference,Amount (EUR),Amount (Foreign Currency),"
    "Type Foreign Currency,Exchange Rate\n"
)
REVOLUT = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
CHECKING = "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #\n"
CARD = "Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n"
DISCOVER = "Trans. Date,Post Date,Description,Amount,Category\n"
CITI = "Status,Date,Description,Debit,Credit,Member Name\n"
APPLE = "Transaction Date,Clearing Date,Description,Merchant,Category,Type,Amount (USD),Purchased By\n"
