package org.chaski.app.look

import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.TextView

/** The frame of every page: a bar with the way back and whom it is about, what the page shows, and its actions at the bottom. */
class Frame(private val look: Look) {
    val view: LinearLayout = look.column()
    private val bar = look.line()
    private val title: TextView = look.text("", 20f, look.onAction, bold = true)
    private val context: TextView = look.text("", 16f, look.onAction)
    private val texts = look.column()
    private var back: View? = null
    private val strips = look.column()
    private val middle = look.column()
    private val bottom = look.column()
    private var content: View? = null

    init {
        view.setBackgroundColor(look.ground)
        bar.setBackgroundColor(look.action)
        bar.minimumHeight = look.dp(56)
        bar.setPadding(look.dp(4), look.dp(2), look.dp(4), look.dp(2))
        texts.setPadding(look.dp(12), look.dp(2), look.dp(8), look.dp(2))
        // It says where one is; what the page is for has the room.
        look.bounded(title, 20f, 28f)
        look.bounded(context, 16f, 22f)
        title.atMostLines(2)
        title.asHeading()
        context.atMostLines(2)
        texts.addView(title, MATCH_PARENT, WRAP_CONTENT)
        texts.addView(context, MATCH_PARENT, WRAP_CONTENT)
        bar.addView(texts, LinearLayout.LayoutParams(0, WRAP_CONTENT, 1f))
        view.addView(bar, MATCH_PARENT, WRAP_CONTENT)
        view.addView(strips, MATCH_PARENT, WRAP_CONTENT)
        view.addView(middle, LinearLayout.LayoutParams(MATCH_PARENT, 0, 1f))
        bottom.setBackgroundColor(look.paper)
        view.addView(bottom, MATCH_PARENT, WRAP_CONTENT)
    }

    fun title(said: CharSequence, more: CharSequence?) {
        title.text = said
        context.text = more ?: ""
        context.visibility = if (more.isNullOrEmpty()) View.GONE else View.VISIBLE
        view.accessibilityPaneTitleOr(said)
    }

    private fun View.accessibilityPaneTitleOr(said: CharSequence) {
        if (android.os.Build.VERSION.SDK_INT >= 28) accessibilityPaneTitle = said
    }

    /** The way back, where there is one. */
    fun back(spoken: CharSequence, touch: (() -> Unit)?) {
        back?.let(bar::removeView)
        back = touch?.let { barButton("arrow_back", spoken, 0, it) }
        // An icon has room around it already: what stands beside it has more for itself.
        texts.setPaddingRelative(look.dp(if (back == null) 12 else 4), look.dp(2), texts.paddingEnd, look.dp(2))
    }

    /** What else the page can do, at the end of the bar. */
    fun menu(picture: String, spoken: CharSequence, touch: () -> Unit) {
        barButton(picture, spoken, bar.childCount, touch)
        texts.setPaddingRelative(texts.paddingStart, look.dp(2), 0, look.dp(2))
    }

    /** An icon without a word stands only here; a reader is told its word. */
    private fun barButton(picture: String, spoken: CharSequence, at: Int, touch: () -> Unit): View {
        val button = ImageView(look.context)
        button.scaleType = ImageView.ScaleType.CENTER
        button.setImageDrawable(Icons.of(look, picture, look.onAction))
        button.contentDescription = spoken
        button.background = look.touchedRow(look.action)
        button.asButton { touch() }
        val size = LinearLayout.LayoutParams(look.dp(48), look.dp(48))
        bar.addView(button, at, size)
        return button
    }

    /** Something said once across the page, told aloud by a screen reader. */
    fun strip(said: CharSequence?) {
        strips.removeAllViews()
        if (said == null) return
        val line = look.text(said, 18f, look.ink)
        line.setPadding(look.dp(16), look.dp(10), look.dp(16), look.dp(10))
        line.background = look.box(look.paper, look.action).apply { cornerRadius = 0f }
        strips.addView(line.told(), MATCH_PARENT, WRAP_CONTENT)
        line.post { line.announceForAccessibility(said) }
    }

    fun show(content: View) {
        if (this.content === content) return
        middle.removeAllViews()
        this.content = content
        middle.addView(content, LinearLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT))
    }

    fun clearBottom() = bottom.removeAllViews()

    /** A button at the bottom, where a thumb is. */
    fun action(button: View) {
        if (bottom.childCount == 0) bottom.addView(edge(), MATCH_PARENT, look.edge)
        bottom.below(button, look, sides = 16, above = 8, under = 8)
    }

    /** A whole row at the bottom: the tabs. */
    fun foot(row: View) {
        bottom.addView(edge(), MATCH_PARENT, look.edge)
        bottom.addView(row, MATCH_PARENT, WRAP_CONTENT)
    }

    private fun edge() = View(look.context).apply { setBackgroundColor(look.line) }

    companion object {
        /** A frame whose content is centred text: where nothing is to be shown yet. */
        fun quiet(look: Look): View = View(look.context).apply { setBackgroundColor(look.ground) }

        fun centred(look: Look, text: TextView): TextView = text.apply { gravity = Gravity.CENTER }
    }
}
