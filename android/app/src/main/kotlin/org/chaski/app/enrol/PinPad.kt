package org.chaski.app.enrol

import android.graphics.Canvas
import android.graphics.Paint
import android.view.View
import android.widget.LinearLayout
import org.chaski.app.asking.Keypad
import org.chaski.app.look.Look
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.nav.Home
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.app.work.Work

/** A dot a digit and the keys; the last digit is the action. What is typed stands nowhere but here. */
class PinPad(home: Home, private val whole: (String) -> Unit) {
    private val look = home.look
    private val words = home.words
    private val long = home.session.choices.rules.pinDigits.toInt()
    private val typed = StringBuilder()
    private val dots = Dots(look, long)
    val view: LinearLayout = look.column()

    /** While it is asked of the core, or has to wait, keys do nothing. */
    var isOpen = true

    init {
        view.below(dots, look, above = if (look.isShort) 0 else 8, under = if (look.isShort) 4 else 8)
        view.below(Keypad(look, words, emptyList(), ::press).view, look)
        draw()
    }

    fun clear() {
        typed.setLength(0)
        draw()
    }

    private fun press(key: String) {
        if (!isOpen) return
        if (key == Keypad.ERASE) {
            if (typed.isNotEmpty()) typed.setLength(typed.length - 1)
        } else if (typed.length < long) {
            typed.append(key)
        }
        draw()
        if (typed.length == long) whole(typed.toString())
    }

    private fun draw() {
        dots.show(typed.length)
        val count = typed.length.toLong()
        val language = words.language
        Work.background.execute {
            val text = Wording.counted(language, Word.PIN_DOTS, count).text
            Work.ui.execute { if (count == typed.length.toLong()) dots.contentDescription = text }
        }
    }
}

private class Dots(private val look: Look, private val long: Int) : View(look.context) {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG)
    private var full = 0

    init {
        accessibilityLiveRegion = ACCESSIBILITY_LIVE_REGION_POLITE
    }

    fun show(count: Int) {
        full = count
        invalidate()
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        setMeasuredDimension(MeasureSpec.getSize(widthMeasureSpec), look.dp(36))
    }

    override fun onDraw(canvas: Canvas) {
        val radius = look.dp(9f)
        val gap = look.dp(40f)
        var x = width / 2f - gap * (long - 1) / 2f
        for (at in 0 until long) {
            paint.color = look.ink
            paint.style = if (at < full) Paint.Style.FILL else Paint.Style.STROKE
            paint.strokeWidth = look.dp(2f)
            canvas.drawCircle(x, height / 2f, radius, paint)
            x += gap
        }
    }
}
