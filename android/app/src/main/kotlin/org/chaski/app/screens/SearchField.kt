package org.chaski.app.screens

import android.os.Bundle
import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.inputmethod.EditorInfo
import android.widget.EditText
import android.widget.ImageView
import android.widget.LinearLayout
import org.chaski.app.asking.field
import org.chaski.app.look.Icons
import org.chaski.app.look.asButton
import org.chaski.app.look.bounded
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.nav.Home
import org.chaski.app.words.Word

/** The field above the families: what is found is there as she types. */
class SearchField(home: Home, kept: Bundle, private val typed: (String) -> Unit) {
    private val look = home.look
    private val entry: EditText = field(look, InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS)
    private val clear = ImageView(look.context)
    private var box: LinearLayout? = null

    val words: String get() = entry.text.toString().trim()

    init {
        entry.hint = home.words.text(Word.SEARCH)
        entry.setHintTextColor(look.ink2)
        entry.setSingleLine()
        entry.minHeight = look.dp(56)
        look.bounded(entry, 20f, 26f)
        // What is typed here may be a name: a keyboard need not learn it.
        entry.imeOptions = EditorInfo.IME_ACTION_SEARCH or EditorInfo.IME_FLAG_NO_EXTRACT_UI or NOT_LEARNED
        Icons.of(look, "search", look.ink2)?.let {
            entry.setCompoundDrawablesRelative(it, null, null, null)
            entry.compoundDrawablePadding = look.dp(8)
        }
        entry.setText(kept.getString(SEARCHED).orEmpty())
        entry.addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(text: CharSequence, start: Int, count: Int, after: Int) {}

            override fun onTextChanged(text: CharSequence, start: Int, before: Int, count: Int) {}

            override fun afterTextChanged(text: Editable) {
                clear.visibility = if (text.isEmpty()) View.GONE else View.VISIBLE
                typed(words)
            }
        })
        clear.scaleType = ImageView.ScaleType.CENTER
        clear.setImageDrawable(Icons.of(look, "close", look.ink))
        clear.contentDescription = home.words.text(Word.SEARCH_CLEAR)
        clear.visibility = if (words.isEmpty()) View.GONE else View.VISIBLE
        clear.asButton { entry.setText("") }
    }

    /** The field, and the list below it. */
    fun above(list: View): View = box ?: look.column().apply {
        val line = look.line()
        line.setPadding(look.dp(16), look.dp(8), look.dp(16), look.dp(8))
        line.addView(entry, LinearLayout.LayoutParams(0, LinearLayout.LayoutParams.WRAP_CONTENT, 1f))
        line.addView(clear, LinearLayout.LayoutParams(look.dp(48), look.dp(48)).apply { marginStart = look.dp(8) })
        addView(line)
        addView(list, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        // The keyboard comes when it is asked for.
        isFocusableInTouchMode = true
        box = this
    }

    fun keep(kept: Bundle) = kept.putString(SEARCHED, words)

    private companion object {
        const val SEARCHED = "searched"
        const val NOT_LEARNED = 0x1000000 // EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING, which old phones ignore
    }
}
