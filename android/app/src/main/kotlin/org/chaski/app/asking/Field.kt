package org.chaski.app.asking

import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.view.Gravity
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import org.chaski.app.look.Look
import android.util.TypedValue

/** A field to type in: a box with an edge that is seen in the sun, and no placeholder. */
fun field(look: Look, type: Int, value: String = "", typed: ((String) -> Unit)? = null): EditText {
    val field = EditText(look.context)
    field.inputType = type
    field.setTextSize(TypedValue.COMPLEX_UNIT_PX, look.letter(20f))
    field.setTextColor(look.ink)
    field.minHeight = look.dp(56)
    field.setPadding(look.dp(12), look.dp(8), look.dp(12), look.dp(8))
    field.background = look.touched(look.box(look.paper, look.line), look.box(look.paper, look.ink))
    field.gravity = if (type and InputType.TYPE_TEXT_FLAG_MULTI_LINE != 0) Gravity.TOP or Gravity.START else Gravity.CENTER_VERTICAL or Gravity.START
    field.imeOptions = EditorInfo.IME_FLAG_NO_EXTRACT_UI
    field.setText(value)
    // The system keeps no copy of what is typed: the page keeps what it must find again.
    field.isSaveEnabled = false
    if (typed != null) field.addTextChangedListener(AfterTyping(typed))
    return field
}

private class AfterTyping(private val typed: (String) -> Unit) : TextWatcher {
    override fun beforeTextChanged(text: CharSequence, start: Int, count: Int, after: Int) {}

    override fun onTextChanged(text: CharSequence, start: Int, before: Int, count: Int) {}

    override fun afterTextChanged(text: Editable) = typed(text.toString())
}

const val ONE_LINE = InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES
const val LINES = ONE_LINE or InputType.TYPE_TEXT_FLAG_MULTI_LINE
const val TELEPHONE = InputType.TYPE_CLASS_PHONE
