package org.chaski.app.screens

import android.os.Bundle
import android.view.View
import android.widget.ScrollView
import org.chaski.app.asking.Asking
import org.chaski.app.asking.InputView
import org.chaski.app.asking.inputView
import org.chaski.app.look.Look
import org.chaski.app.look.below
import org.chaski.app.look.column

/** A screen that asks something: all of it stands in one column, and what was typed is gathered from it. */
class ScreenForm(look: Look, views: ItemViews, asking: Asking, items: List<Item>, typed: Bundle?) {
    private val inputs = ArrayList<InputView>()
    private val column = look.column()

    val view = ScrollView(look.context).apply {
        isFillViewport = true
        addView(column)
    }

    init {
        var wrong: View? = null
        for (item in items) {
            if (item is Item.Asked) {
                val input = inputView(asking, item.input, typed?.getString(item.input.key))
                inputs += input
                column.below(input.view, look, sides = 16, above = 12, under = 4)
                if (item.input.wrong != null && wrong == null) wrong = input.view
            } else {
                column.below(views.view(item, null), look, sides = 0)
            }
        }
        column.setPadding(0, 0, 0, look.dp(16))
        // What is to be looked at again is in sight.
        wrong?.let { first -> view.post { view.requestChildFocus(first, first) } }
    }

    fun typed(): Map<String, String> = inputs.associate { it.key to it.value() }

    fun close() = inputs.forEach { it.close() }
}
