package org.chaski.app.screens

import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.TextView
import org.chaski.app.chart.ChartCard
import org.chaski.app.look.BandView
import org.chaski.app.look.Flow
import org.chaski.app.look.Look
import org.chaski.app.look.RowView
import org.chaski.app.look.Said
import org.chaski.app.look.bounded
import org.chaski.app.look.heading
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.text
import org.chaski.types.ChartOf
import org.chaski.types.Does

/** Makes the view of an item, or shows another item of its kind in a view that left the screen. */
class ItemViews(
    private val look: Look, private val language: String, private val act: (Does) -> Unit, private val draw: (ChartOf, ChartCard) -> Unit,
) {
    /** Which views can be used for each other. */
    fun kind(item: Item) = when (item) {
        is Item.FallsBack -> 0
        is Item.Band -> 1
        is Item.Heading -> 2
        is Item.Says -> 3
        is Item.Chart -> 4
        is Item.Line -> 5
        is Item.Extra -> 6
        is Item.Extras -> 7
        is Item.Asked -> throw IllegalArgumentException("what is asked is no part of a list")
    }

    fun view(item: Item, again: View?): View = when (item) {
        is Item.FallsBack -> small(item, again)
        is Item.Band -> ((again as? BandView) ?: BandView(look, language)).apply { show(item.row) { row -> row.does?.let(act) } }
        is Item.Heading -> ((again as? TextView) ?: look.heading("")).apply { text = Said.of(look, item.says, language) }
        is Item.Says -> ((again as? TextView) ?: look.sentence("")).apply { text = Said.of(look, item.says, language) }
        is Item.Chart -> ((again as? ChartCard) ?: ChartCard(look)).apply {
            show(item.of, Said.of(look, item.of.says, language)) { act(Does.Chart(item.of.person, item.of.indicator)) }
            draw(item.of, this)
        }
        is Item.Line -> ((again as? RowView) ?: RowView(look, language)).apply { show(item.row) { row -> row.does?.let(act) } }
        is Item.Extra -> extra(item, again)
        is Item.Extras -> extras(item, again)
        is Item.Asked -> throw IllegalArgumentException("what is asked is no part of a list")
    }

    private fun small(item: Item.FallsBack, again: View?): View =
        ((again as? TextView) ?: look.text("", 16f, look.ink2).apply { setPadding(look.dp(16), look.dp(8), look.dp(16), look.dp(8)) })
            .apply { text = Said.of(look, item.says, language) }

    /** Several beside each other, as far as there is room: what narrows a long list stands above it. */
    private fun extras(item: Item.Extras, again: View?): View {
        val flow = again as? Flow ?: Flow(look.context, look.dp(8)).apply { setPadding(look.dp(16), look.dp(4), look.dp(16), look.dp(12)) }
        flow.removeAllViews()
        for (of in item.buttons) {
            val button = look.plainButton(Said.of(look, of.text, language), null) { act(of.does) }
            look.bounded(button, 16f, 24f)
            button.minHeight = look.dp(48)
            flow.addView(button)
        }
        return flow
    }

    private fun extra(item: Item.Extra, again: View?): View {
        val box = again as? FrameLayout ?: FrameLayout(look.context).apply {
            setPadding(look.dp(16), look.dp(8), look.dp(16), look.dp(8))
        }
        box.removeAllViews()
        val of = item.button
        box.addView(look.plainButton(Said.of(look, of.text, language), of.picture) { act(of.does) }, MATCH_PARENT, WRAP_CONTENT)
        return box
    }
}
