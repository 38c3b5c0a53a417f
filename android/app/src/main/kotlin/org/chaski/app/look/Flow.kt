package org.chaski.app.look

import android.content.Context
import android.view.ViewGroup

/** Lays what it holds side by side, and goes on below where there is no room left. */
class Flow(context: Context, private val gap: Int) : ViewGroup(context) {
    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val wide = MeasureSpec.getSize(widthMeasureSpec)
        val room = wide - paddingLeft - paddingRight
        val child = MeasureSpec.makeMeasureSpec(room, MeasureSpec.AT_MOST)
        val free = MeasureSpec.makeMeasureSpec(0, MeasureSpec.UNSPECIFIED)
        for (i in 0 until childCount) getChildAt(i).measure(child, free)
        val height = place(room, false)
        setMeasuredDimension(wide, height + paddingTop + paddingBottom)
    }

    override fun onLayout(changed: Boolean, l: Int, t: Int, r: Int, b: Int) {
        place(r - l - paddingLeft - paddingRight, true)
    }

    /** Goes through all of them; the height that they take. */
    private fun place(room: Int, lay: Boolean): Int {
        var x = 0
        var y = 0
        var high = 0
        for (i in 0 until childCount) {
            val one = getChildAt(i)
            if (one.visibility == GONE) continue
            if (x > 0 && x + one.measuredWidth > room) {
                x = 0
                y += high + gap
                high = 0
            }
            if (lay) {
                val left = paddingLeft + if (layoutDirection == LAYOUT_DIRECTION_RTL) room - x - one.measuredWidth else x
                val top = paddingTop + y
                one.layout(left, top, left + one.measuredWidth, top + one.measuredHeight)
            }
            x += one.measuredWidth + gap
            high = maxOf(high, one.measuredHeight)
        }
        return y + high
    }
}
