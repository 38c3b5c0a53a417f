// The types that stand for ids in the generated Kotlin (`uniffi.toml` names them). A name cannot be mistaken for a text.

package org.chaski.ids

/** The name of a record, for ever: its device, a number, an index. */
@JvmInline
value class RecordName(val text: String) {
    override fun toString() = text
}

/** What a person was shown of a field, as a save takes it back. Nobody reads it. */
@JvmInline
value class Seen(val token: String)
