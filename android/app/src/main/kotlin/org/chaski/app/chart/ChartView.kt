package org.chaski.app.chart

import android.graphics.Canvas
import android.graphics.DashPathEffect
import android.graphics.Paint
import android.graphics.Path
import android.graphics.Typeface
import android.view.View
import org.chaski.app.R
import org.chaski.app.look.Look
import org.chaski.core.ChartStyle
import org.chaski.core.chartStyle
import org.chaski.types.Chart
import org.chaski.types.ChartAnchor
import org.chaski.types.ChartLabel
import org.chaski.types.ChartMark
import org.chaski.types.ChartPlace
import org.chaski.types.ChartSide
import org.chaski.types.ChartSign

/** A sheet as wide as the page, with letters as large as the page's, as far as the core has room for both. */
fun phoneStyle(look: Look, lastYearOnly: Boolean = true): ChartStyle {
    val metrics = look.context.resources.displayMetrics
    val dp = { pixels: Int -> (pixels / metrics.density).toDouble() }
    return chartStyle(dp(metrics.widthPixels), dp(metrics.heightPixels), look.context.resources.configuration.fontScale.toDouble(), lastYearOnly)
}

/** Of a chart that is still to come, in dp. */
private const val EMPTY_HIGH = 160

/** A growth chart as the core laid it out, drawn as it says: it reads without colour, by dashes, strength and labels. */
class ChartView(private val look: Look) : View(look.context) {
    private var chart: Chart? = null
    private var chosen: UInt? = null
    private val median = look.color(R.color.curve_median).takeUnless { look.isSun } ?: look.ink
    private val two = look.color(R.color.curve_two).takeUnless { look.isSun } ?: look.ink
    private val stroke = Paint(Paint.ANTI_ALIAS_FLAG).apply { style = Paint.Style.STROKE }
    private val fill = Paint(Paint.ANTI_ALIAS_FLAG)
    private val letters = Paint(Paint.ANTI_ALIAS_FLAG)

    fun show(chart: Chart) {
        this.chart = chart
        contentDescription = chart.description.text
        requestLayout()
        invalidate()
    }

    /** Tells one point from the others. */
    fun choose(row: UInt?) {
        chosen = row
        invalidate()
    }

    override fun onMeasure(widthMeasureSpec: Int, heightMeasureSpec: Int) {
        val sheet = chart?.request?.layout
        val high = sheet?.let { look.dp(it.height.toFloat()).toInt() } ?: look.dp(EMPTY_HIGH)
        setMeasuredDimension(MeasureSpec.getSize(widthMeasureSpec), high)
    }

    override fun onDraw(canvas: Canvas) {
        val chart = chart ?: return
        canvas.save()
        // The core's units are dp.
        val unit = look.dp(1f)
        canvas.scale(unit, unit)
        grid(canvas, chart)
        curves(canvas, chart)
        child(canvas, chart)
        chart.labels.forEach { label(canvas, it) }
        chart.keys.forEach { key(canvas, it.sign, it.at, chart.dot.toFloat()) }
        canvas.restore()
    }

    private fun line(colour: Int, width: Float, dash: FloatArray? = null) = stroke.apply {
        color = colour
        strokeWidth = width
        pathEffect = dash?.let { DashPathEffect(it, 0f) }
    }

    private fun grid(canvas: Canvas, chart: Chart) {
        val frame = chart.frame
        val (left, top, right, bottom) = listOf(frame.left, frame.top, frame.right, frame.bottom).map { it.toFloat() }
        val faint = look.mixed(look.paper, look.line, 0.45f)
        for (at in chart.x.grid) {
            canvas.drawLine(at.place.toFloat(), top, at.place.toFloat(), bottom, line(if (at.strong) look.line else faint, if (at.strong) 1f else 0.5f))
        }
        for (at in chart.y.grid) {
            canvas.drawLine(left, at.place.toFloat(), right, at.place.toFloat(), line(if (at.strong) look.line else faint, if (at.strong) 1f else 0.5f))
        }
        canvas.drawRect(left, top, right, bottom, line(look.line, 1f))
    }

    private fun curves(canvas: Canvas, chart: Chart) {
        for (curve in chart.curves) {
            val paint = when (val z = curve.z.toInt()) {
                0 -> line(median, 2f)
                2, -2 -> line(two, 1.5f, floatArrayOf(6f, 4f))
                3, -3 -> line(look.ink, 1.5f)
                else -> line(look.line, if (z == 0) 2f else 1f)
            }
            curve.pieces.forEach { canvas.drawPath(path(it), paint) }
        }
        for (leader in chart.leaders) {
            canvas.drawLine(leader.from.x.toFloat(), leader.from.y.toFloat(), leader.to.x.toFloat(), leader.to.y.toFloat(), line(look.line, 1f))
        }
    }

    private fun child(canvas: Canvas, chart: Chart) {
        for (stretch in chart.line) {
            canvas.drawPath(path(stretch.places), line(look.action, 3f, if (stretch.apart) floatArrayOf(2f, 4f) else null))
        }
        chart.marks.forEach { mark(canvas, it, chart.dot.toFloat()) }
    }

    private fun mark(canvas: Canvas, mark: ChartMark, dot: Float) {
        val (x, y) = mark.at.x.toFloat() to mark.at.y.toFloat()
        mark.between?.let { canvas.drawLine(it.from.toFloat(), y, it.to.toFloat(), y, line(look.action, 3f)) }
        val beyond = mark.beyond
        when {
            beyond != null -> arrow(canvas, x, y, dot, beyond)
            mark.finding -> triangle(canvas, x, y, dot)
            mark.preterm -> ring(canvas, x, y, dot)
            else -> canvas.drawCircle(x, y, dot, fill.apply { color = look.action })
        }
        if (mark.row == chosen) canvas.drawCircle(x, y, dot + 5f, line(look.ink, 2.5f))
    }

    private fun key(canvas: Canvas, sign: ChartSign, at: ChartPlace, dot: Float) {
        val (x, y) = at.x.toFloat() to at.y.toFloat()
        when (sign) {
            ChartSign.FINDING -> triangle(canvas, x, y, dot)
            ChartSign.PRETERM -> ring(canvas, x, y, dot)
            ChartSign.BEYOND -> arrow(canvas, x, y, dot, ChartSide.TOP)
            ChartSign.BETWEEN -> canvas.drawLine(x - dot * 1.5f, y, x + dot * 1.5f, y, line(look.action, 3f))
        }
    }

    private fun ring(canvas: Canvas, x: Float, y: Float, dot: Float) {
        canvas.drawCircle(x, y, dot, fill.apply { color = look.paper })
        canvas.drawCircle(x, y, dot, line(look.action, 2.5f))
    }

    private fun triangle(canvas: Canvas, x: Float, y: Float, dot: Float) {
        val high = dot * 1.3f
        val shape = path(listOf(x to y - high, x + high to y + high * 0.8f, x - high to y + high * 0.8f), close = true)
        canvas.drawPath(shape, fill.apply { color = look.paper })
        canvas.drawPath(shape, line(look.action, 2.5f))
    }

    private fun arrow(canvas: Canvas, x: Float, y: Float, dot: Float, side: ChartSide) {
        canvas.save()
        canvas.rotate(when (side) { ChartSide.TOP -> 0f; ChartSide.RIGHT -> 90f; ChartSide.BOTTOM -> 180f; ChartSide.LEFT -> 270f }, x, y)
        canvas.drawPath(path(listOf(x to y - dot, x + dot to y + dot, x - dot to y + dot), close = true), fill.apply { color = look.action })
        canvas.restore()
    }

    private fun label(canvas: Canvas, label: ChartLabel) {
        letters.color = look.ink
        letters.textSize = label.size.toFloat()
        letters.typeface = if (label.bold) Typeface.DEFAULT_BOLD else Typeface.DEFAULT
        letters.textAlign = when (label.anchor) {
            ChartAnchor.START -> Paint.Align.LEFT
            ChartAnchor.MIDDLE -> Paint.Align.CENTER
            ChartAnchor.END -> Paint.Align.RIGHT
        }
        canvas.drawText(label.text.text, label.at.x.toFloat(), label.at.y.toFloat(), letters)
    }

    private fun path(places: List<ChartPlace>) = path(places.map { it.x.toFloat() to it.y.toFloat() }, close = false)

    private fun path(places: List<Pair<Float, Float>>, close: Boolean) = Path().apply {
        places.forEachIndexed { at, (x, y) -> if (at == 0) moveTo(x, y) else lineTo(x, y) }
        if (close) close()
    }
}
