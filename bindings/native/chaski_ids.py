"""The types that stand for ids in the generated Python (`uniffi.toml` names them)."""


class RecordName(str):
    """The name of a record, for ever: its device, a number, an index."""


class Seen(str):
    """What a person was shown of a field, as a save takes it back. Nobody reads it."""
