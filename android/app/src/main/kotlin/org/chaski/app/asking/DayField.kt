package org.chaski.app.asking

import android.graphics.Rect
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.below
import org.chaski.app.look.bounded
import org.chaski.app.look.beside
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.look.plainButton
import org.chaski.app.look.text
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.core.DayEntry
import org.chaski.core.DayPart
import org.chaski.core.DayShown

/** A day by keys: day, month by its name, year. What is typed into which part, and what less may be known, the core says. */
class DayField(
    private val look: Look, private val words: Wording, value: String, partial: Boolean, readOnly: Boolean,
    withDay: Boolean = true, withMonth: Boolean = true, private val changed: (String) -> Unit,
) {
    // It is tiny and holds nothing open: it goes with its field, as all such entries do.
    private val entry = DayEntry(value, partial, withDay, withMonth)
    private var shown = entry.shown()
    private val boxes = HashMap<DayPart, TextView>()
    private val keys = look.column()
    val view: LinearLayout = look.column()

    /** `2026-11-24`, and as much of it as is known. */
    val value: String get() = shown.value

    init {
        val line = look.line()
        shown.parts.forEachIndexed { index, (part) ->
            line.beside(column(part, readOnly), look, if (part == DayPart.YEAR) 1.4f else 1f, if (index > 0) 8 else 0)
        }
        view.below(line, look, sides = 0)
        if (!readOnly) view.below(keys, look, sides = 0, above = 4)
        draw()
    }

    private fun column(part: DayPart, readOnly: Boolean): View {
        val name = words.text(name(part))
        val box = look.text("", 24f, bold = true)
        box.gravity = Gravity.CENTER
        box.minHeight = look.dp(56)
        box.maxLines = 1
        look.bounded(box, 24f, 34f)
        box.contentDescription = name
        if (!readOnly) box.asButton { show(entry.touch(part), brings = true) }
        boxes[part] = box
        val column = look.column()
        column.addView(look.text(name, 16f, look.ink2), MATCH_PARENT, WRAP_CONTENT)
        column.addView(box, MATCH_PARENT, WRAP_CONTENT)
        return column
    }

    private fun name(part: DayPart) = when (part) {
        DayPart.DAY -> Word.DATE_DAY
        DayPart.MONTH -> Word.DATE_MONTH
        DayPart.YEAR -> Word.DATE_YEAR
    }

    private fun draw() {
        for ((part, text) in shown.parts) {
            val box = boxes.getValue(part)
            val isHere = part == shown.at
            box.text = if (part == DayPart.MONTH && text.isNotEmpty()) words.months.getOrNull(text.toInt() - 1) ?: "" else text
            box.contentDescription = "${words.text(name(part))} ${box.text}"
            box.background = look.box(look.paper, if (isHere) look.action else look.line, width = if (isHere) look.dp(3) else look.edge)
        }
        keys.removeAllViews()
        if (shown.at == DayPart.MONTH) months() else keys.addView(Keypad(look, words, emptyList(), ::press).view)
        if (shown.offersNotKnown) {
            offer(if (shown.at == DayPart.DAY) Word.DATE_NO_DAY else Word.DATE_NO_MONTH) { answer(entry.notKnown(), brings = true) }
        }
        if (shown.offersToday) offer(Word.DATE_TODAY) { answer(entry.today(), brings = false) }
    }

    private fun offer(word: Word, touch: () -> Unit) {
        keys.below(look.plainButton(words.text(word)) { touch() }, look, sides = 0, above = 8)
    }

    private fun months() {
        val aRow = if (look.isLarge) MONTHS_A_ROW - 1 else MONTHS_A_ROW
        words.months.chunked(aRow).forEachIndexed { row, names ->
            val line = look.line()
            names.forEachIndexed { column, name ->
                val number = row * aRow + column + 1
                val key = look.text(name, 20f, bold = true)
                key.gravity = Gravity.CENTER
                look.bounded(key, 20f, 36f)
                key.minHeight = look.dp(54)
                key.background = look.touched(look.box(look.paper, look.line), look.box(look.mixed(look.paper, look.action, 0.3f), look.action))
                key.asButton { answer(entry.setMonth(number.toUByte()), brings = true) }
                line.beside(key, look, before = if (column > 0) 4 else 0)
            }
            keys.below(line, look, sides = 0, above = 4)
        }
    }

    private fun press(key: String) {
        val next = if (key == Keypad.ERASE) entry.erase() else entry.press(key.toUByte())
        answer(next, brings = next.at != shown.at)
    }

    private fun answer(next: DayShown, brings: Boolean) {
        show(next, brings)
        changed(value)
    }

    /** Under a long question the lower keys are out of sight on the smallest phone. They come with the next part; between two figures nothing moves. */
    private fun show(next: DayShown, brings: Boolean) {
        shown = next
        draw()
        if (brings) view.post { view.requestRectangleOnScreen(Rect(0, 0, view.width, view.height), true) }
    }

    private companion object {
        const val MONTHS_A_ROW = 4
    }
}
