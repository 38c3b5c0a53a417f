package org.chaski.app.asking

import android.graphics.Canvas
import android.graphics.ColorFilter
import android.graphics.Paint
import android.graphics.Path
import android.graphics.PixelFormat
import android.graphics.drawable.Drawable
import org.chaski.app.look.Look

/** Whether an answer is chosen, seen without its colour: a ring for one of several, a square for any of them, a tick in it once chosen. */
class ChosenMark(private val look: Look, private val isChosen: Boolean, private val several: Boolean, ink: Int) : Drawable() {
    private val paint = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = ink
        style = Paint.Style.STROKE
        strokeWidth = look.dp(2.5f)
    }

    init {
        setBounds(0, 0, look.dp(SIZE), look.dp(SIZE))
    }

    override fun draw(canvas: Canvas) {
        val box = bounds
        val inset = paint.strokeWidth
        if (several) {
            canvas.drawRect(box.left + inset, box.top + inset, box.right - inset, box.bottom - inset, paint)
        } else {
            canvas.drawCircle(box.exactCenterX(), box.exactCenterY(), box.width() / 2f - inset, paint)
        }
        if (!isChosen) return
        val tick = Path()
        tick.moveTo(box.left + box.width() * 0.27f, box.top + box.height() * 0.52f)
        tick.lineTo(box.left + box.width() * 0.44f, box.top + box.height() * 0.68f)
        tick.lineTo(box.left + box.width() * 0.74f, box.top + box.height() * 0.34f)
        canvas.drawPath(tick, paint)
    }

    override fun getIntrinsicWidth() = look.dp(SIZE)

    override fun getIntrinsicHeight() = look.dp(SIZE)

    override fun setAlpha(alpha: Int) {
        paint.alpha = alpha
    }

    override fun setColorFilter(filter: ColorFilter?) {
        paint.colorFilter = filter
    }

    @Deprecated("Deprecated in Java")
    override fun getOpacity() = PixelFormat.TRANSLUCENT

    private companion object {
        const val SIZE = 24
    }
}
