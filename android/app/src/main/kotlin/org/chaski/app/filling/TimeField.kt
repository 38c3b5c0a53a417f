package org.chaski.app.filling

import android.view.Gravity
import android.widget.LinearLayout
import android.widget.TextView
import java.util.Locale
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

/** A time of day by keys: hour and minute. */
class TimeField(private val look: Look, words: Wording, value: String, readOnly: Boolean, private val changed: (String) -> Unit) {
    private val typed = value.split(':').take(2).map { it.filter(Char::isDigit).trimStart('0').ifEmpty { if (value.isEmpty()) "" else "0" } }
        .let { mutableListOf(it.getOrElse(0) { "" }, it.getOrElse(1) { "" }) }
    private val boxes = ArrayList<TextView>()
    private val names = listOf(Word.TIME_HOUR, Word.TIME_MINUTE).map { words.text(it) }
    private var at = 0
    val view: LinearLayout = look.column()

    init {
        val line = look.line()
        names.forEachIndexed { index, name ->
            val box = look.text("", 24f, bold = true)
            box.gravity = Gravity.CENTER
            box.minHeight = look.dp(56)
            look.bounded(box, 24f, 34f)
            if (!readOnly) box.asButton { at = index; draw() }
            boxes += box
            val column = look.column()
            column.addView(look.text(name, 16f, look.ink2))
            column.below(box, look, sides = 0)
            line.beside(column, look, before = if (index > 0) 8 else 0)
        }
        view.below(line, look, sides = 0)
        if (!readOnly) view.below(Keypad(look, words, emptyList(), ::press).view, look, sides = 0)
        draw()
    }

    private fun press(key: Char) {
        val now = typed[at]
        typed[at] = if (key == Keypad.ERASE) now.dropLast(1) else if (now.length >= 2) key.toString() else now + key
        if (at == 0 && typed[0].length == 2) at = 1
        draw()
        val whole = typed.all { it.isNotEmpty() }
        if (whole) changed(typed.joinToString(":") { String.format(Locale.ROOT, "%02d", it.toInt()) })
        if (typed.all { it.isEmpty() }) changed("")
    }

    private fun draw() = boxes.forEachIndexed { index, box ->
        box.text = typed[index]
        box.contentDescription = "${names[index]} ${typed[index]}"
        box.background = look.box(look.paper, if (index == at) look.action else look.line, width = if (index == at) look.dp(3) else look.edge)
    }
}
