"""数据上报: where the hall's cases and ratings are sent, if anywhere. Off unless the hall says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class UploadPlan:
    """[outbox] of the configuration. Halls have no internet: `url` is inside the government's network."""

    url: str
    """https:// only."""
    app: str
    """The name that the far end gave this hall; it goes with the signature."""
    key_file: str = ""
    """The secret of the signature; "" = in the environment, as `KEY_VARIABLE`."""
    ca_file: str = ""
    """Whose certificates are believed; "" = those of the machine."""
    source: str = ""
    """`dataSource`."""
    area_code: str = ""
    area_name: str = ""
    timeout_s: int = 30
    """For one record, from the first byte to the last."""
    departments: Mapping[str, str] = field(default_factory=dict)
    """Unit -> `deptCode`, the 18 letters of its credit code."""


KEY_VARIABLE = "HALLCALL_OUTBOX_KEY"
