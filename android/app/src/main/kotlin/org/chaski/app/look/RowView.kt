package org.chaski.app.look

import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.drawable.ColorDrawable
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.types.Row

/** One row of a list, used again for another as the list is scrolled: picture, title, lines, states. It is one stop for a screen reader. */
class RowView(private val look: Look, private val language: String) : LinearLayout(look.context) {
    private val picture = ImageView(context)
    private val title = look.text("", 18f)
    private val lines = look.text("", 16f, look.ink2)
    private val marks = Flow(context, look.dp(4))
    private val arrow = ImageView(context)
    private val line = Paint().apply { color = look.line }

    init {
        orientation = HORIZONTAL
        gravity = Gravity.CENTER_VERTICAL
        setPadding(look.dp(16), look.dp(8), look.dp(8), look.dp(8))
        title.typeface = look.medium
        val column = look.column()
        column.addView(title, MATCH_PARENT, WRAP_CONTENT)
        column.addView(lines, MATCH_PARENT, WRAP_CONTENT)
        val below = LayoutParams(MATCH_PARENT, WRAP_CONTENT)
        below.topMargin = look.dp(4)
        column.addView(marks, below)
        val side = LayoutParams(look.dp(PICTURE), look.dp(PICTURE))
        side.marginEnd = look.dp(12)
        addView(picture, side)
        addView(column, LayoutParams(0, WRAP_CONTENT, 1f))
        addView(arrow, look.dp(24), look.dp(24))
        arrow.setImageDrawable(Icons.of(look, "chevron_right", look.ink2))
    }

    /** A thin line under it parts it from the next. */
    override fun dispatchDraw(canvas: Canvas) {
        super.dispatchDraw(canvas)
        canvas.drawRect(0f, (height - look.edge).toFloat(), width.toFloat(), height.toFloat(), line)
    }

    fun show(row: Row, touch: ((Row) -> Unit)?) {
        val image = row.picture?.let { Icons.of(look, it, look.ink, PICTURE) }
        picture.setImageDrawable(image)
        picture.visibility = if (image == null) GONE else VISIBLE
        title.text = Said.of(look, row.title, language)
        // What a state says is said once.
        val told = row.lines.filter { line -> row.marks.none { it.text == line } }
        lines.text = Said.of(look, told, language)
        lines.visibility = if (told.isEmpty()) GONE else VISIBLE
        marks.removeAllViews()
        for (mark in row.marks) {
            // What the title says already is said once.
            val said = if (mark.text == row.title) "" else Said.of(look, mark.text, language)
            marks.addView(look.chip(mark.state, said))
        }
        marks.visibility = if (row.marks.isEmpty()) GONE else VISIBLE
        minimumHeight = look.dp(if (image != null || row.marks.isNotEmpty()) HIGH else LOW)
        val does = row.does != null && touch != null
        arrow.visibility = if (does) VISIBLE else GONE
        background = if (does) look.touchedRow(look.paper) else ColorDrawable(look.paper)
        // For a screen reader: all of it in one stop.
        val all = listOf(row.title.text) + row.lines.map { it.text } + row.marks.map { it.text.text }
        contentDescription = all.distinct().joinToString(", ")
        for (part in listOf(title, lines, marks, picture, arrow)) {
            part.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO_HIDE_DESCENDANTS
        }
        if (does) {
            asButton { touch?.invoke(row) }
        } else {
            setOnClickListener(null)
            isClickable = false
            isFocusable = false
        }
    }

    private companion object {
        const val PICTURE = 48
        const val HIGH = 84
        const val LOW = 56
    }
}

/** A band under the bar: what is to be looked at first, across the whole width, in the colours of its state. */
class BandView(private val look: Look, private val language: String) : LinearLayout(look.context) {
    private val icon = ImageView(context)
    private val title: TextView = look.text("", 18f)
    private val arrow = ImageView(context)

    init {
        orientation = HORIZONTAL
        gravity = Gravity.CENTER_VERTICAL
        minimumHeight = look.dp(56)
        setPadding(look.dp(16), look.dp(6), look.dp(8), look.dp(6))
        val side = LayoutParams(look.dp(28), look.dp(28))
        side.marginEnd = look.dp(12)
        addView(icon, side)
        addView(title, LayoutParams(0, WRAP_CONTENT, 1f))
        addView(arrow, look.dp(24), look.dp(24))
    }

    fun show(row: Row, touch: (Row) -> Unit) {
        val mark = row.marks.firstOrNull()
        val of = mark?.let { MarkLook(look, it.state) }
        val ink = of?.ink ?: look.ink
        val texts = listOf(row.title) + row.lines + row.marks.map { it.text }.filter { it != row.title }
        title.text = Said.of(look, texts, language)
        title.setTextColor(ink)
        val drawn = (of?.icon ?: row.picture)?.let { Icons.of(look, it, ink, 28) }
        icon.setImageDrawable(drawn)
        icon.visibility = if (drawn == null) GONE else VISIBLE
        arrow.setImageDrawable(Icons.of(look, "chevron_right", ink))
        arrow.visibility = if (row.does == null) GONE else VISIBLE
        val fill = of?.box ?: look.box(look.paper)
        fill.cornerRadius = 0f
        background = if (row.does == null) fill else look.touched(fill, look.box(look.mixed(of?.fill ?: look.paper, look.ink, Look.PRESSED)))
        contentDescription = texts.joinToString(", ") { it.text }
        title.importantForAccessibility = View.IMPORTANT_FOR_ACCESSIBILITY_NO
        if (row.does != null) asButton { touch(row) }
    }
}
