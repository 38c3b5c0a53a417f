package org.chaski.app.enrol

import android.Manifest
import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.view.View
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.LinearLayout
import org.chaski.app.asking.Asking
import org.chaski.app.asking.field
import org.chaski.app.look.below
import org.chaski.app.look.bounded
import org.chaski.app.look.column
import org.chaski.app.look.mainButton
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.told
import org.chaski.app.media.Scanner
import org.chaski.app.words.Word
import org.chaski.core.groupedCode

/** The supervisor's code: before the camera, or typed. What comes is only read here; whether it is a code the core says. */
class CodeStep(private val asking: Asking, code: String, private val typing: Boolean, private val given: (String) -> Unit) {
    private val home = asking.home
    private val look = home.look
    private val says = look.sentence("").told()
    private val column = look.column()
    private val entry: EditText = field(look, InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_NO_SUGGESTIONS or InputType.TYPE_TEXT_VARIATION_VISIBLE_PASSWORD, code)
    val view: LinearLayout = column
    val typed get() = entry.text.toString()

    /** The action at the bottom: none while the camera looks. */
    val action: View? get() = if (typing) look.mainButton(home.words.text(Word.NEXT)) { given(entry.text.toString()) } else null

    init {
        if (typing) type() else scan()
    }

    fun wrong() {
        says.text = home.words.text(Word.ENROL_WRONG)
        says.visibility = View.VISIBLE
    }

    private fun type() {
        column.below(look.sentence(home.words.text(Word.ENROL_HINT)), look, sides = 0, above = 8)
        entry.contentDescription = home.words.text(Word.ENROL_TYPE)
        entry.setHorizontallyScrolling(false)
        entry.maxLines = Int.MAX_VALUE
        entry.typeface = android.graphics.Typeface.MONOSPACE
        look.bounded(entry, 16f, 22f)
        entry.addTextChangedListener(InFours { says.visibility = View.GONE })
        column.below(entry, look)
        says.visibility = View.GONE
        column.below(says, look, sides = 0)
        column.below(look.sentence(home.words.text(Word.ENROL_LINE)), look, sides = 0)
    }

    private fun scan() {
        column.below(look.sentence(home.words.text(Word.ENROL_POINT)), look, sides = 0, above = 8)
        val frame = FrameLayout(look.context)
        frame.background = look.box(look.paper, look.ink)
        column.addView(frame, LinearLayout.LayoutParams(LinearLayout.LayoutParams.MATCH_PARENT, look.dp(CAMERA)).apply {
            setMargins(look.dp(16), 0, look.dp(16), look.dp(8))
        })
        column.below(says, look, sides = 0)
        says.visibility = View.GONE
        asking.allowed(Manifest.permission.CAMERA) {
            if (!home.isAllowed(Manifest.permission.CAMERA)) return@allowed none()
            val scanner = Scanner(look.context, given, ::none)
            asking.atEnd(scanner::close)
            frame.addView(scanner.view)
        }
    }

    private fun none() {
        says.text = home.words.text(Word.ENROL_CAMERA_NONE)
        says.visibility = View.VISIBLE
    }

    /** The other way to give it. */
    fun other(change: () -> Unit): View {
        val (word, icon) = if (typing) Word.ENROL_SCAN to "qr_code_scanner" else Word.ENROL_TYPE to "edit"
        return look.plainButton(home.words.text(word), icon) { change() }
    }

    /** A code as it is read most easily, which the core says, letter by letter. */
    private class InFours(private val typed: () -> Unit) : TextWatcher {
        private var isOurs = false

        override fun beforeTextChanged(text: CharSequence, start: Int, count: Int, after: Int) {}

        override fun onTextChanged(text: CharSequence, start: Int, before: Int, count: Int) {}

        override fun afterTextChanged(text: Editable) {
            if (isOurs) return
            typed()
            val grouped = groupedCode(text.toString())
            if (grouped == text.toString()) return
            isOurs = true
            text.replace(0, text.length, grouped)
            isOurs = false
        }
    }

    private companion object {
        const val CAMERA = 220
    }
}
