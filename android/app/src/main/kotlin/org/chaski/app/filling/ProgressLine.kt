package org.chaski.app.filling

import android.graphics.Canvas
import android.graphics.Paint
import android.view.View
import org.chaski.app.look.Look

/** How far one is: a line that fills. Its figures stand in the bar, so a reader passes it by. */
class ProgressLine(private val look: Look) : View(look.context) {
    private val paint = Paint()
    private var part = 0f

    init {
        importantForAccessibility = IMPORTANT_FOR_ACCESSIBILITY_NO
    }

    fun show(number: Int, of: Int) {
        part = if (of == 0) 0f else number.toFloat() / of
        invalidate()
    }

    override fun onDraw(canvas: Canvas) {
        paint.color = look.mixed(look.ground, look.line, 0.4f)
        // Where the bar above is as dark as what is done, a gap parts the two.
        val top = if (look.isSun) height / 3f else 0f
        canvas.drawRect(0f, top, width.toFloat(), height.toFloat(), paint)
        paint.color = look.ink
        canvas.drawRect(0f, top, width * part, height.toFloat(), paint)
    }
}
