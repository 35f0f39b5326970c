"""What every vendor of a family must do, as test classes that each vendor's tests inherit."""

import pytest

pytest.register_assert_rewrite("tests.contracts.outcomes", "tests.contracts.sms", "tests.contracts.telephony")
