package org.chaski.app.chart

import android.view.View
import android.widget.ScrollView
import org.chaski.app.look.Frame
import org.chaski.app.look.below
import org.chaski.app.look.beside
import org.chaski.app.look.bounded
import org.chaski.app.look.column
import org.chaski.app.look.line
import org.chaski.app.look.plainButton
import org.chaski.app.look.sentence
import org.chaski.app.look.text
import org.chaski.app.look.told
import org.chaski.app.nav.Home
import org.chaski.app.nav.Page
import org.chaski.app.nav.Stop
import org.chaski.app.words.Word
import org.chaski.core.ChaskiException
import org.chaski.ids.RecordName
import org.chaski.types.Chart
import org.chaski.types.GrowthIndicator
import org.chaski.types.Sentence

/** One growth chart alone: the last year or all of it, point by point by two big buttons, or the same as a table. */
class ChartPage(home: Home, private val stop: Stop, private val person: RecordName, private val indicator: GrowthIndicator) : Page(home) {
    private val frame = Frame(look)
    private val column = look.column()
    private val drawing = ChartView(look)
    private val says = look.sentence("").told()
    private var chart: Chart? = null
    private var at: Int? = null

    override val view: View get() = frame.view

    init {
        frame.back(words.text(Word.BACK)) { home.back() }
        frame.title("", null)
        frame.show(ScrollView(look.context).apply { addView(column) })
    }

    private var all: Boolean
        get() = stop.kept.getBoolean(ALL)
        set(all) = stop.kept.putBoolean(ALL, all)

    private var asTable: Boolean
        get() = stop.kept.getBoolean(TABLE)
        set(table) = stop.kept.putBoolean(TABLE, table)

    override fun shown() = load()

    private fun load() = askPhone(call = { phone ->
        val name = phone.screen("person/${person.text}").title
        name to phone.chart(person, indicator, null, phoneStyle(look, lastYearOnly = !all))
    }) { (name, chart) ->
        this.chart = chart
        at = null
        frame.title(said(name), null)
        draw(chart)
    }

    private fun draw(chart: Chart) {
        column.removeAllViews()
        frame.clearBottom()
        says.text = said(chart.description)
        column.below(says, look, sides = 0)
        if (asTable) table(chart) else picture(chart)
        val year = if (all) Word.CHART_YEAR else Word.CHART_ALL
        column.below(look.plainButton(said(year)) { all = !all; load() }, look, above = 16)
        val other = if (asTable) Word.CHART_PICTURE else Word.CHART_TABLE
        column.below(look.plainButton(said(other)) { asTable = !asTable; draw(chart) }, look, above = 8, under = 16)
    }

    private fun picture(chart: Chart) {
        drawing.show(chart)
        drawing.choose(at?.let { chart.marks.getOrNull(it)?.row })
        column.below(drawing, look)
        // At the bottom, so that the chart is seen while she goes from point to point; with large letters the chart has the room.
        val before = stepping(Word.CHART_BEFORE, -1)
        val after = stepping(Word.CHART_AFTER, 1)
        if (look.isLarge) {
            column.below(before, look, above = 8).below(after, look, above = 8)
        } else {
            frame.action(look.line().beside(before, look).beside(after, look, before = 8))
        }
    }

    private fun stepping(word: Word, by: Int) = look.bounded(look.plainButton(said(word)) { step(by) }, 18f, 30f)

    /** From one measurement to the next: its own sentence stands above the chart. */
    private fun step(by: Int) {
        val chart = chart ?: return
        if (chart.marks.isEmpty()) return
        val now = at ?: if (by < 0) chart.marks.size else -1
        val next = (now + by).coerceIn(0, chart.marks.size - 1)
        at = next
        drawing.choose(chart.marks[next].row)
        chart.table.rows.getOrNull(chart.marks[next].row.toInt())?.let { says.text = said(it.says) }
    }

    /** Each row in its own words, which is what a reader is given too. */
    private fun table(chart: Chart) {
        for (row in chart.table.rows) {
            val cells = look.line()
            row.cells.forEachIndexed { at, cell ->
                cells.beside(look.text(said(cell), 16f), look, before = if (at > 0) 8 else 0)
            }
            cells.contentDescription = row.says.text
            cells.minimumHeight = look.dp(48)
            column.below(cells, look)
            row.notes.forEach { column.below(look.text(said(it), 16f, look.ink2), look) }
            column.below(View(look.context).apply { setBackgroundColor(look.line); minimumHeight = look.edge }, look)
        }
    }

    override fun troubled(error: ChaskiException.Failed) =
        frame.strip(said(Sentence("${error.text} ${error.remedy}", home.session.choices.spoken)))

    private companion object {
        const val ALL = "all"
        const val TABLE = "table"
    }
}
