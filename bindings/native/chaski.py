"""Everything under one name: the calls of a phone, and the types that they give and take."""

from chaski_ids import *
from chaski_types import *
from chaski_bindings import *
