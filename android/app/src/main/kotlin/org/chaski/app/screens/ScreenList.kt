package org.chaski.app.screens

import android.view.View
import android.view.ViewGroup
import android.widget.AbsListView
import android.widget.BaseAdapter
import android.widget.ListView
import org.chaski.app.look.Look

/** A screen that only shows: a list whose views are used again, and that reads on as it is scrolled. */
class ScreenList(look: Look, private val views: ItemViews, private val readOn: () -> Unit) {
    private val items = ArrayList<Item>()
    private var endless = false

    private val adapter = object : BaseAdapter() {
        override fun getCount() = items.size

        override fun getItem(at: Int) = items[at]

        override fun getItemId(at: Int) = at.toLong()

        override fun getViewTypeCount() = KINDS

        override fun getItemViewType(at: Int) = views.kind(items[at])

        override fun isEnabled(at: Int) = false

        override fun areAllItemsEnabled() = false

        override fun getView(at: Int, again: View?, parent: ViewGroup): View = views.view(items[at], again)
    }

    val view = ListView(look.context).apply {
        divider = null
        // Rows are touched themselves, so that a keyboard reaches what is in them.
        itemsCanFocus = true
        isVerticalScrollBarEnabled = true
        setSelector(android.R.color.transparent)
        adapter = this@ScreenList.adapter
        setOnScrollListener(object : AbsListView.OnScrollListener {
            override fun onScrollStateChanged(list: AbsListView, state: Int) {}

            override fun onScroll(list: AbsListView, first: Int, visible: Int, all: Int) {
                if (endless && first + visible >= all - AHEAD) {
                    endless = false
                    readOn()
                }
            }
        })
    }

    fun show(all: List<Item>, goesOn: Boolean) {
        items.clear()
        items += all
        endless = goesOn
        adapter.notifyDataSetChanged()
    }

    /** The next part, behind the rows that are there and before what stands below them. */
    fun append(more: List<Item>, goesOn: Boolean) {
        val rows = items.indexOfLast { it is Item.Line } + 1
        items.addAll(rows, more)
        endless = goesOn
        adapter.notifyDataSetChanged()
    }

    private companion object {
        const val KINDS = 8
        const val AHEAD = 10
    }
}
