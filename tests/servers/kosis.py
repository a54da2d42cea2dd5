"""KOSIS's open endpoint: a list of rows, or an object with an error, always with status 200."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from werkzeug import Request, Response

PARTNERS = {
    "US": ("미국", 127_786_453, 72_000_000),
    "CN": ("중국", 133_011_386, 139_000_000),
    "JP": ("일본", 29_600_000, 47_000_000),
}
"""Code -> name, exports and imports of a year in thousands of dollars."""
ERRORS = {"10": "인증키값이 누락되었습니다.", "20": "필수요청변수값이 누락되었습니다.", "30": "데이터가 존재하지 않습니다.",
          "31": "조회결과가 초과하였습니다.", "42": "사용자별 이용이 제한되었습니다."}  # fmt: skip


def rows(periods: Iterable[str], unit: str = "천달러", changed: str = "2026-02-13") -> list[dict[str, Any]]:
    found = []
    for period in periods:
        part = 1 if len(period) == 4 else 12
        cells = {code: (name, x // part, m // part) for code, (name, x, m) in PARTNERS.items()}
        cells["00"] = ("계", sum(c[1] for c in cells.values()), sum(c[2] for c in cells.values()))
        for code, (name, exports, imports) in cells.items():
            for item, label, value in (("T1", "수출액", exports), ("T2", "수입액", imports)):
                found.append({
                    "ORG_ID": "360", "TBL_ID": "DT_1R11006_FRM101", "TBL_NM": "국가별 수출액, 수입액", "C1": f"13102103829E.{code}",
                    "C1_OBJ_NM": "국가별", "C1_NM": name, "ITM_ID": f"13103103829{item}", "ITM_NM": label, "UNIT_NM": unit,
                    "PRD_SE": "A" if len(period) == 4 else "M", "PRD_DE": period, "DT": str(value), "LST_CHN_DE": changed,
                })  # fmt: skip
    return found


@dataclass
class Kosis:
    annual: list[dict[str, Any]]
    monthly: list[dict[str, Any]]
    error: str | None = None
    key: str = "S3cr3t+/=="
    requests: list[dict[str, str]] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.requests.append(dict(request.args))
        error = self.error or ("10" if request.args.get("apiKey") != self.key else None)
        answer: Any = {"err": error, "errMsg": ERRORS[error]} if error else (
            self.annual if request.args["prdSe"] == "Y" else self.monthly
        )  # fmt: skip
        return Response(json.dumps(answer, ensure_ascii=False), content_type="text/html;charset=UTF-8")
