"""What a service answers."""

import json
from dataclasses import dataclass, field
from typing import Self


@dataclass
class Answer:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "text/xml"

    @classmethod
    def of(cls, values: object, status: int = 200) -> Self:
        return cls(json.dumps(values).encode(), status, type="application/json")

    @classmethod
    def refusal(cls, status: int, /, **values: str) -> Self:
        return cls.of(values, status)
