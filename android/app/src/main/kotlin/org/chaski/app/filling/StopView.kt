package org.chaski.app.filling

import android.graphics.drawable.Drawable
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ScrollView
import android.widget.TextView
import org.chaski.app.asking.ChosenMark
import org.chaski.app.look.Icons
import org.chaski.app.look.Look
import org.chaski.app.look.asButton
import org.chaski.app.look.asHeading
import org.chaski.app.look.below
import org.chaski.app.look.column
import org.chaski.app.look.text
import org.chaski.app.words.Word
import org.chaski.app.words.Wording
import org.chaski.core.Concept
import org.chaski.types.Awaits
import org.chaski.types.Question
import org.chaski.types.Screen

/** A danger sign: the whole screen is dark red, with whom to call and what is asked of the family. It is the form that says when. */
class StopView(
    private val look: Look, words: Wording, screen: Screen, calls: List<Concept>, private val call: (String) -> Unit,
    private val listen: (Question) -> Unit, private val answer: (Question, String) -> Unit, onward: () -> Unit, back: () -> Unit,
) {
    private val column = look.column()

    /** Something is asked of the family: its answers, and then the way on, are what is to be done. Before it is the call. */
    private val asks = screen.questions.any { !it.readonly && !it.choices.isNullOrEmpty() }
    val view: View

    init {
        val hand = ImageView(look.context)
        val high = if (look.isLarge) HAND_BESIDE_LARGE_LETTERS else HAND
        hand.setImageDrawable(Icons.of(look, "front_hand", look.onDanger, high))
        hand.contentDescription = words.text(Word.STOP_TITLE)
        val middle = LinearLayout.LayoutParams(look.dp(high), look.dp(high))
        middle.gravity = Gravity.CENTER_HORIZONTAL
        middle.topMargin = look.dp(16)
        column.addView(hand, middle)
        screen.questions.forEachIndexed { at, question -> asked(question, isFirst = at == 0) }
        if (screen.questions.any { question -> question.media.any { it.form == "audio" } }) {
            val spoken = screen.questions.first { question -> question.media.any { it.form == "audio" } }
            column.below(button(words.text(Word.LISTEN), icon("volume_up", isMain = false), isMain = false) { listen(spoken) }, look, above = 8)
        }
        // Where something is asked its answers have the room; else to call is what to do first, and stands where a thumb is.
        val foot = look.column()
        val calling = if (asks) column else foot
        calls.forEach { one -> calling.below(button(one.text, icon("call", !asks), !asks) { call(one.code) }, look, above = 8) }
        val room = ScrollView(look.context)
        room.isFillViewport = true
        room.addView(column)
        val whole = look.column()
        whole.setBackgroundColor(look.danger)
        whole.addView(room, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        // Where an answer must come first, it is what is touched: the way on would only look like one more.
        if (screen.awaits == Awaits.NOTHING) foot.below(button(words.text(Word.NEXT), null, asks, onward), look, above = 8, under = 8)
        foot.below(quiet(words.text(Word.BACK), back), look)
        whole.addView(foot, MATCH_PARENT, WRAP_CONTENT)
        view = whole
        // Told at once, whatever was being read.
        view.accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_ASSERTIVE
    }

    private fun asked(question: Question, isFirst: Boolean) {
        val label = look.text(question.label, if (isFirst) 26f else 20f, look.onDanger, bold = isFirst)
        label.gravity = Gravity.CENTER
        if (isFirst) label.asHeading()
        if (question.label.isNotBlank()) column.below(label, look, above = 12)
        if (question.hint.isNotBlank()) {
            column.below(look.text(question.hint, 18f, look.onDanger).apply { gravity = Gravity.CENTER }, look, above = 4)
        }
        question.choices?.takeIf { !question.readonly }?.forEach { choice ->
            val isChosen = choice.name in question.value.split(' ')
            val mark = ChosenMark(look, isChosen, several = false, ink = if (isChosen) look.danger else look.onDanger)
            column.below(button(choice.label, mark, isChosen) { answer(question, choice.name) }.apply { isSelected = isChosen }, look, above = 8)
        }
    }

    private fun icon(name: String, isMain: Boolean) = Icons.of(look, name, if (isMain) look.danger else look.onDanger)

    /** The main one is full; what else can be done has an edge. */
    private fun button(said: CharSequence, icon: Drawable?, isMain: Boolean, touch: () -> Unit): TextView {
        val button = look.text(said, 20f, if (isMain) look.danger else look.onDanger, bold = true)
        button.gravity = Gravity.CENTER
        button.minHeight = look.dp(56)
        button.setPadding(look.dp(12), look.dp(8), look.dp(12), look.dp(8))
        val box = look.box(if (isMain) look.onDanger else look.danger, look.onDanger, width = look.dp(2))
        button.background = look.touched(box, look.box(look.mixed(look.onDanger, look.danger, if (isMain) 0.3f else 0.7f)))
        icon?.let { button.setCompoundDrawablesRelative(it, null, null, null) }
        button.compoundDrawablePadding = look.dp(8)
        button.asButton { touch() }
        return button
    }

    private fun quiet(said: CharSequence, touch: () -> Unit): TextView {
        val button = look.text(said, 18f, look.onDanger)
        button.gravity = Gravity.CENTER
        button.minHeight = look.dp(48)
        button.background = look.touchedRow(look.danger)
        button.asButton { touch() }
        return button
    }

    private companion object {
        const val HAND = 72
        const val HAND_BESIDE_LARGE_LETTERS = 40
    }
}
