package org.chaski.app.look

import android.content.Context
import android.graphics.Color
import android.graphics.drawable.ColorDrawable
import android.graphics.drawable.Drawable
import android.graphics.drawable.GradientDrawable
import android.graphics.drawable.StateListDrawable
import android.util.TypedValue
import org.chaski.app.R

/** Colours, edges and sizes as the theme in force has them: by day, by night, or black on white for the sun. */
class Look(val context: Context) {
    private val metrics = context.resources.displayMetrics

    val ink = attr(R.attr.ink)
    val ink2 = attr(R.attr.ink2)
    val line = attr(R.attr.line)
    val paper = attr(R.attr.paper)
    val ground = attr(R.attr.ground)
    val action = attr(R.attr.action)
    val onAction = attr(R.attr.onAction)
    val danger = attr(R.attr.danger)
    val onDanger = attr(R.attr.onDanger)

    /** Thicker in the sun, where a thin line is not seen. */
    val edge = dimension(R.attr.edge).toInt()

    /** From 160 % on things stand below each other that stood side by side. */
    val isLarge = context.resources.configuration.fontScale >= LARGE

    /** A screen on which a question and a keypad of four rows have no room together. */
    val isShort = context.resources.configuration.screenHeightDp < SHORT_DP

    /** Black on white: states are told by icon, word and edge alone. */
    val isSun = ink == Color.BLACK

    private val moreLetter = dimension(R.attr.letters)

    fun attr(id: Int): Int {
        val value = TypedValue()
        context.theme.resolveAttribute(id, value, true)
        return value.data
    }

    private fun dimension(id: Int): Float {
        val value = TypedValue()
        context.theme.resolveAttribute(id, value, true)
        return value.getDimension(metrics)
    }

    /** The size of letters of so many sp, in pixels: a little more in the sun. */
    fun letter(sp: Float) = TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_SP, sp, metrics) + moreLetter

    fun color(id: Int) = context.getColor(id)

    fun dp(dp: Int) = TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_DIP, dp.toFloat(), metrics).toInt()

    fun dp(dp: Float) = TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_DIP, dp, metrics)

    /** A flat box with an edge. */
    fun box(fill: Int, edge: Int? = null, dashed: Boolean = false, width: Int = this.edge): GradientDrawable {
        val box = GradientDrawable()
        box.cornerRadius = dp(CORNER)
        box.setColor(fill)
        when {
            edge == null -> {}
            dashed -> box.setStroke(dp(2), edge, dp(5f), dp(3f))
            else -> box.setStroke(width, edge)
        }
        return box
    }

    /** A box that darkens under a finger and has a thick edge where a keyboard or a switch stands on it. */
    fun touched(normal: GradientDrawable, pressed: GradientDrawable): Drawable {
        val focused = normal.constantState?.newDrawable(context.resources)?.mutate() as? GradientDrawable ?: normal
        focused.setStroke(dp(3), ink)
        val states = StateListDrawable()
        states.addState(intArrayOf(android.R.attr.state_pressed), pressed)
        states.addState(intArrayOf(android.R.attr.state_focused), focused)
        states.addState(intArrayOf(), normal)
        return states
    }

    /** The ground of a row that can be touched. */
    fun touchedRow(fill: Int): Drawable {
        val states = StateListDrawable()
        val dark = ColorDrawable(mixed(fill, ink, PRESSED))
        states.addState(intArrayOf(android.R.attr.state_pressed), dark)
        states.addState(intArrayOf(android.R.attr.state_focused), dark)
        states.addState(intArrayOf(), ColorDrawable(fill))
        return states
    }

    /** A colour with a part of another. */
    fun mixed(of: Int, with: Int, part: Float): Int {
        fun mix(a: Int, b: Int) = (a + (b - a) * part).toInt()
        return Color.rgb(
            mix(Color.red(of), Color.red(with)),
            mix(Color.green(of), Color.green(with)),
            mix(Color.blue(of), Color.blue(with)),
        )
    }

    companion object {
        private const val CORNER = 8f
        private const val LARGE = 1.55f
        private const val SHORT_DP = 600
        const val PRESSED = 0.14f
    }
}
