package org.chaski.app.look

import android.graphics.Typeface
import android.graphics.drawable.GradientDrawable
import android.view.Gravity
import android.widget.TextView
import org.chaski.app.R
import org.chaski.types.MarkState

/** How each state looks: a fill or an edge, a colour for its word, and an icon with an outline of its own. */
class MarkLook(look: Look, val state: MarkState) {
    val icon = when (state) {
        MarkState.DANGER -> "front_hand"
        MarkState.RETURNED -> "reply"
        MarkState.DISPUTED -> "compare_arrows"
        MarkState.LATE -> "warning"
        MarkState.DUE -> "schedule"
        MarkState.DONE -> "check_circle"
        MarkState.PHONE_ONLY -> "mobile"
        MarkState.UNFINISHED -> "edit"
        MarkState.NOTE -> "visibility"
    }

    val fill = when (state) {
        MarkState.DANGER -> look.danger
        MarkState.DISPUTED -> look.attr(R.attr.dispute)
        MarkState.LATE -> look.attr(R.attr.late)
        MarkState.DUE -> look.attr(R.attr.due)
        MarkState.PHONE_ONLY -> look.attr(R.attr.phoneOnly)
        MarkState.RETURNED -> look.attr(R.attr.returned)
        MarkState.DONE, MarkState.UNFINISHED, MarkState.NOTE -> look.paper
    }

    val ink = when (state) {
        MarkState.DANGER -> look.onDanger
        MarkState.DISPUTED -> look.attr(R.attr.onDispute)
        MarkState.LATE -> look.attr(R.attr.onLate)
        MarkState.DUE -> look.attr(R.attr.onDue)
        MarkState.PHONE_ONLY -> look.attr(R.attr.onPhoneOnly)
        MarkState.DONE -> look.attr(R.attr.done)
        MarkState.RETURNED -> look.attr(R.attr.onReturned)
        MarkState.UNFINISHED, MarkState.NOTE -> look.ink
    }

    private val edge: Int? = when (state) {
        MarkState.DONE -> null
        MarkState.DANGER -> look.attr(R.attr.dangerEdge)
        MarkState.LATE, MarkState.DUE -> if (look.isSun) look.ink else null
        MarkState.DISPUTED, MarkState.RETURNED -> ink
        MarkState.PHONE_ONLY, MarkState.UNFINISHED, MarkState.NOTE -> look.line
    }

    val box: GradientDrawable = look.box(fill, edge, dashed = state == MarkState.DISPUTED)
}

/** A state in its chip. It does not look like a button: low, and without the letters of one. */
fun Look.chip(state: MarkState, said: CharSequence): TextView {
    val of = MarkLook(this, state)
    val view = text(said, 16f, of.ink)
    view.typeface = Typeface.DEFAULT
    view.gravity = Gravity.CENTER_VERTICAL
    val sides = if (state == MarkState.DONE) 0 else dp(6)
    view.setPadding(sides, dp(2), dp(8), dp(2))
    view.background = of.box
    Icons.of(this, of.icon, of.ink, 20)?.let {
        view.setCompoundDrawablesRelative(it, null, null, null)
        view.compoundDrawablePadding = dp(4)
    }
    return view
}
