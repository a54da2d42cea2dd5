"""The one file of US foreign assistance: a row per country, kind of transaction and fiscal year."""

from werkzeug import Request, Response

HEADER = "Country ID,Country Code,Country Name,Region ID,Region Name,Transaction Type ID,Transaction Type Name,Fiscal Year,current_amount,constant_amount"


def text(header: str = HEADER, change: dict[str, str] | None = None, scale: float = 1) -> bytes:
    rows = [
        ("ISR", "Israel", "Obligations", "2023", "3302860882"), ("ISR", "Israel", "Disbursements", "2023", "3305230984"),
        ("ISR", "Israel", "Obligations", "2024", "6805266799"), ("ISR", "Israel", "Obligations", "2025", "-631264"),
        ("CS-KM", "Kosovo", "Obligations", "2023", "80000000"), ("WLD", "World", "Obligations", "2023", "15000000000"),
        ("YUF", "Yugoslavia (former)", "Obligations", "1976tq", "5"), ("TIB", "China (Tibet)", "Obligations", "2023", "7"),
        ("UKR", "Ukraine", "President's Budget Requests", "2023", "99"), ("", "Czechoslovakia (former)", "Obligations", "2023", "0"),
    ]  # fmt: skip
    lines = [
        f'1,{code},"{name}",2,R,3,{kind},{year},{float(amount) * scale:.0f},0'
        for code, name, kind, year, amount in rows
    ]
    body = "\n".join([header, *lines]) + "\n"
    for old, new in (change or {}).items():
        body = body.replace(old, new)
    return body.encode()


def answer(request: Request) -> Response:
    return Response(text(), headers={"Last-Modified": "Wed, 02 Apr 2025 10:00:00 GMT"}, mimetype="text/csv")
