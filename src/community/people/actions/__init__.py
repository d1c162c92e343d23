"""What people do about their accounts, and what is done to them: the only writer of this room's tables."""

from community.people.actions.accounts import (
    choose_language,
    close_account,
    create_account,
    create_admin,
    create_demo_person,
    rename_person,
    restore_person,
    set_password,
    suspend_person,
)
from community.people.actions.attempts import clear_attempts, count_attempt, count_late, forgive_attempt
from community.people.actions.bounces import count_bounce, forgive_bounces
from community.people.actions.codes import (
    Minted,
    forget_codes,
    mint_code,
    redeem_code,
    request_code,
    take_code,
    take_link,
)
from community.people.actions.parts import end_part, grant_part
from community.people.actions.sign_ins import (
    end_demo_logins,
    end_login,
    end_logins,
    open_login,
    sign_in_demo,
    touch_login,
)

__all__ = [
    "Minted",
    "choose_language",
    "clear_attempts",
    "close_account",
    "count_attempt",
    "count_bounce",
    "count_late",
    "create_account",
    "create_admin",
    "create_demo_person",
    "end_demo_logins",
    "end_login",
    "end_logins",
    "end_part",
    "forget_codes",
    "forgive_attempt",
    "forgive_bounces",
    "grant_part",
    "mint_code",
    "open_login",
    "redeem_code",
    "rename_person",
    "request_code",
    "restore_person",
    "set_password",
    "sign_in_demo",
    "suspend_person",
    "take_code",
    "take_link",
    "touch_login",
]
