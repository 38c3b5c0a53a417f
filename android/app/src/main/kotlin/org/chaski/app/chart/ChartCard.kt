package org.chaski.app.chart

import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.text
import org.chaski.types.Chart
import org.chaski.types.ChartOf

/** A chart on a page: its sentence above it, and a touch that shows it alone. */
class ChartCard(private val look: Look) : LinearLayout(look.context) {
    private val says = look.text("", 18f)
    private val chart = ChartView(look)
    var of: ChartOf? = null
        private set

    init {
        orientation = VERTICAL
        setPadding(look.dp(16), look.dp(8), look.dp(16), look.dp(8))
        addView(says, MATCH_PARENT, WRAP_CONTENT)
        val below = LayoutParams(MATCH_PARENT, WRAP_CONTENT)
        below.topMargin = look.dp(8)
        addView(chart, below)
    }

    fun show(of: ChartOf, sentence: CharSequence, touched: () -> Unit) {
        this.of = of
        says.text = sentence
        background = look.touchedRow(look.paper)
        contentDescription = sentence
        asButton { touched() }
    }

    fun draw(laidOut: Chart) = chart.show(laidOut)
}
