package org.chaski.app.look

import android.graphics.Typeface
import android.os.Build
import android.text.TextUtils
import android.util.TypedValue
import android.view.Gravity
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.TextView

/** The pieces that every page is made of: texts of the sizes there are, buttons of the kinds there are, columns. */

val Look.medium: Typeface get() = Typeface.create("sans-serif-medium", Typeface.NORMAL)

fun Look.text(said: CharSequence, sp: Float, colour: Int = ink, bold: Boolean = false): TextView {
    val view = TextView(context)
    view.text = said
    view.setTextSize(TypedValue.COMPLEX_UNIT_PX, letter(sp))
    view.setTextColor(colour)
    if (bold) view.typeface = Typeface.DEFAULT_BOLD
    return view
}

/** Letters that stop growing where their box cannot: keys, tabs, figures. */
fun Look.bounded(view: TextView, sp: Float, mostDp: Float): TextView {
    view.setTextSize(TypedValue.COMPLEX_UNIT_PX, minOf(letter(sp), dp(mostDp)))
    return view
}

/** What a group of rows has in common. */
fun Look.heading(said: CharSequence): TextView {
    val view = text(said, 18f, bold = true)
    view.setPadding(dp(16), dp(16), dp(16), dp(4))
    view.asHeading()
    return view
}

/** A sentence of a page. */
fun Look.sentence(said: CharSequence): TextView {
    val view = text(said, 18f)
    view.setPadding(dp(16), dp(8), dp(16), dp(8))
    return view
}

fun View.asHeading() {
    if (Build.VERSION.SDK_INT >= 28) isAccessibilityHeading = true
}

/** What it says changed is told by a screen reader when it can. */
fun <T : View> T.told(): T {
    accessibilityLiveRegion = View.ACCESSIBILITY_LIVE_REGION_POLITE
    return this
}

/** The one main action of a page. */
fun Look.mainButton(said: CharSequence, picture: String? = null, touch: (View) -> Unit): TextView =
    button(said, picture, box(action), box(mixed(action, paper, 0.25f)), onAction, touch)

/** What else can be done. */
fun Look.plainButton(said: CharSequence, picture: String? = null, touch: (View) -> Unit): TextView =
    button(said, picture, box(paper, action, width = maxOf(edge, dp(1))), box(mixed(paper, action, 0.2f), action), action, touch)

private fun Look.button(
    said: CharSequence, picture: String?, normal: android.graphics.drawable.GradientDrawable,
    pressed: android.graphics.drawable.GradientDrawable, ink: Int, touch: (View) -> Unit,
): TextView {
    val view = text(said, 20f, ink, bold = true)
    view.gravity = Gravity.CENTER
    view.minHeight = dp(56)
    view.setPadding(dp(12), dp(8), dp(12), dp(8))
    view.background = touched(normal, pressed)
    picture?.let { Icons.of(this, it, ink) }?.let {
        view.setCompoundDrawablesRelative(it, null, null, null)
        view.compoundDrawablePadding = dp(8)
    }
    view.asButton(touch)
    return view
}

/** Made to be touched, and told as a button. */
fun View.asButton(touch: (View) -> Unit) {
    isClickable = true
    isFocusable = true
    setOnClickListener(touch)
    accessibilityDelegate = AsButton
}

private object AsButton : View.AccessibilityDelegate() {
    override fun onInitializeAccessibilityNodeInfo(
        host: View, info: android.view.accessibility.AccessibilityNodeInfo,
    ) {
        super.onInitializeAccessibilityNodeInfo(host, info)
        info.className = android.widget.Button::class.java.name
    }
}

fun Look.column(): LinearLayout = LinearLayout(context).apply { orientation = LinearLayout.VERTICAL }

fun Look.line(): LinearLayout = LinearLayout(context).apply {
    orientation = LinearLayout.HORIZONTAL
    gravity = Gravity.CENTER_VERTICAL
}

/** Below what is there, as wide as there is room, with this much around it (dp). */
fun LinearLayout.below(view: View, look: Look, sides: Int = 16, above: Int = 0, under: Int = 0): LinearLayout {
    val at = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT)
    at.setMargins(look.dp(sides), look.dp(above), look.dp(sides), look.dp(under))
    addView(view, at)
    return this
}

/** Beside what is there, with its part of the width. */
fun LinearLayout.beside(view: View, look: Look, weight: Float = 1f, before: Int = 0): LinearLayout {
    val at = LinearLayout.LayoutParams(0, WRAP_CONTENT, weight)
    at.marginStart = look.dp(before)
    addView(view, at)
    return this
}

fun fill() = FrameLayout.LayoutParams(MATCH_PARENT, MATCH_PARENT)

fun TextView.atMostLines(lines: Int) {
    maxLines = lines
    ellipsize = TextUtils.TruncateAt.END
}
