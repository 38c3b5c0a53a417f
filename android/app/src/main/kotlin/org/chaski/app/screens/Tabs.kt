package org.chaski.app.screens

import android.view.Gravity
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.LinearLayout
import android.widget.TextView
import org.chaski.app.look.Icons
import org.chaski.app.look.atMostLines
import org.chaski.app.look.asButton
import org.chaski.app.look.bounded
import org.chaski.app.look.line
import org.chaski.app.look.text
import org.chaski.app.nav.Home
import org.chaski.app.nav.Places
import org.chaski.app.words.Word

/** The four tabs that never change. */
class Tabs(private val home: Home, place: String) {
    private val look = home.look
    private var notices: TextView? = null

    val view: LinearLayout = look.line().apply { setBackgroundColor(look.paper) }

    init {
        tab(Word.TAB_TODAY, "today", Places.TODAY, place == Places.TODAY)
        tab(Word.TAB_FAMILIES, "group", Places.FAMILIES, Places.isFamilies(place))
        notices = tab(Word.TAB_NOTICES, "inbox", Places.NOTICES, place == Places.NOTICES)
        tab(Word.TAB_PHONE, "mobile", Places.DELIVERY, place == Places.DELIVERY)
    }

    private fun tab(word: Word, picture: String, goes: String, chosen: Boolean): TextView {
        val ink = if (chosen) look.onAction else look.ink
        val tab = look.text(home.words.text(word), 14f, ink, bold = chosen)
        tab.gravity = Gravity.CENTER
        tab.atMostLines(2)
        look.bounded(tab, 14f, 16f)
        tab.minHeight = look.dp(56)
        tab.setPadding(0, look.dp(6), 0, look.dp(4))
        Icons.of(look, picture, ink)?.let { tab.setCompoundDrawables(null, it, null, null) }
        tab.background = look.touchedRow(if (chosen) look.action else look.paper)
        tab.isSelected = chosen
        tab.asButton { if (!chosen || home.session.trail.top.place != goes) home.begin(goes) }
        view.addView(tab, LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f))
        return tab
    }

    /** How many things need her. */
    fun count(count: Long) {
        val word = home.words.text(Word.TAB_NOTICES)
        notices?.text = if (count == 0L) word else "$word $count"
    }

}
