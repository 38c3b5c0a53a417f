package org.chaski.app.screens

import org.chaski.types.Button
import org.chaski.types.ChartOf
import org.chaski.types.Group
import org.chaski.types.Input
import org.chaski.types.Row
import org.chaski.types.ScreenView
import org.chaski.types.Sentence

/** What stands below each other on a screen, one after the other: what a list shows again and again in the same views. */
sealed class Item {
    class FallsBack(val says: Sentence) : Item()

    class Band(val row: Row) : Item()

    class Heading(val says: Sentence) : Item()

    class Says(val says: Sentence) : Item()

    class Chart(val of: ChartOf) : Item()

    class Line(val row: Row) : Item()

    class Asked(val input: Input) : Item()

    class Extra(val button: Button) : Item()

    class Extras(val buttons: List<Button>) : Item()

    companion object {
        /** `narrows` says that its buttons narrow its list, which may be long: they stand above it then. */
        fun of(screen: ScreenView, narrows: Boolean = false): List<Item> {
            val items = ArrayList<Item>()
            screen.fallsBack?.let { items += FallsBack(it) }
            screen.bands.mapTo(items) { Band(it) }
            if (narrows && screen.buttons.isNotEmpty()) items += Extras(screen.buttons)
            screen.groups.forEach { items += of(it) }
            screen.empty?.let { items += Says(it) }
            if (!narrows) screen.buttons.mapTo(items) { Extra(it) }
            return items
        }

        private fun of(group: Group): List<Item> {
            val items = ArrayList<Item>()
            group.heading?.let { items += Heading(it) }
            group.says.mapTo(items) { Says(it) }
            group.chart?.let { items += Chart(it) }
            group.rows.mapTo(items) { Line(it) }
            group.inputs.mapTo(items) { Asked(it) }
            return items
        }
    }
}
