package org.chaski.app.filling

import android.view.Gravity
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.app.asking.Keypad
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.below
import org.chaski.app.look.bounded
import org.chaski.app.look.beside
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.look.text
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.core.TimeEntry
import org.chaski.core.TimePart
import org.chaski.core.TimeShown

/** A time of day by keys: hour and minute. */
class TimeField(private val look: Look, words: Wording, value: String, readOnly: Boolean, private val changed: (String) -> Unit) {
    private val entry = TimeEntry(value)
    private val boxes = HashMap<TimePart, TextView>()
    private val names = mapOf(TimePart.HOUR to words.text(Word.TIME_HOUR), TimePart.MINUTE to words.text(Word.TIME_MINUTE))
    val view: LinearLayout = look.column()

    init {
        val line = look.line()
        for ((part, name) in names) {
            val box = look.text("", 24f, bold = true)
            box.gravity = Gravity.CENTER
            box.minHeight = look.dp(56)
            look.bounded(box, 24f, 34f)
            if (!readOnly) box.asButton { draw(entry.touch(part)) }
            boxes[part] = box
            val column = look.column()
            column.addView(look.text(name, 16f, look.ink2))
            column.below(box, look, sides = 0)
            line.beside(column, look, before = if (part == TimePart.HOUR) 0 else 8)
        }
        view.below(line, look, sides = 0)
        if (!readOnly) view.below(Keypad(look, words, emptyList(), ::press).view, look, sides = 0)
        draw(entry.shown())
    }

    private fun press(key: String) {
        val shown = if (key == Keypad.ERASE) entry.erase() else entry.press(key.toUByte())
        draw(shown)
        shown.value?.let(changed)
    }

    private fun draw(shown: TimeShown) {
        for ((part, box) in boxes) {
            val isHere = part == shown.at
            box.text = if (part == TimePart.HOUR) shown.hour else shown.minute
            box.contentDescription = "${names[part]} ${box.text}"
            box.background = look.box(look.paper, if (isHere) look.action else look.line, width = if (isHere) look.dp(3) else look.edge)
        }
    }
}
