package org.chaski.app.check

import android.app.Activity
import android.content.Context
import android.graphics.Color
import android.text.SpannableString
import android.text.TextUtils
import android.text.style.ForegroundColorSpan
import android.util.TypedValue
import android.view.View
import android.view.ViewGroup.LayoutParams.MATCH_PARENT
import android.view.ViewGroup.LayoutParams.WRAP_CONTENT
import android.widget.ArrayAdapter
import android.widget.Button
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.ImageView
import android.widget.LinearLayout
import android.widget.ListView
import android.widget.ScrollView
import android.widget.TextView
import org.chaski.app.R
import org.chaski.app.harness.Pictures
import org.chaski.app.harness.ScreenTest
import org.chaski.app.harness.Shape
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** A screen that is as it should be, which each test spoils in one way: exactly that is complained of. */
class ChecksTest : ScreenTest() {
    private lateinit var column: LinearLayout
    private lateinit var title: TextView
    private lateinit var yes: Button
    private lateinit var no: Button

    class Empty : Activity()

    @Test
    fun `a good screen has no complaint, at any size of letters`() {
        for (shape in listOf(Shape.SMALL, Shape.MIDDLE, Shape.LARGEST_LETTERS)) {
            become(shape)
            assertEquals(emptyList<String>(), judged { })
        }
    }

    @Test
    fun `a button of 40 dp is too small`() = complains("«No» is 288 x 40 dp") {
        no.layoutParams.height = dp(40)
        no.setPadding(0, 0, 0, 0)
    }

    @Test
    fun `two buttons 4 dp apart are too close`() =
        complains("«No» and Button «Sí» are 4 dp apart; 8 are needed") { margin(yes, 4) }

    @Test
    fun `two keys may be 4 dp apart, and not 2`() {
        val keys = { view: View -> view is Button }
        assertEquals(emptyList<String>(), built { margin(yes, 4) }.let { targets(column, keys) })
        assertTrue(built { margin(yes, 2) }.let { targets(column, keys) }.single().endsWith("2 dp apart; 4 are needed"))
    }

    @Test
    fun `the rows of a list may touch where each is 56 dp high`() {
        for ((height, complaints) in listOf(56 to 0, 50 to 1)) {
            val list = ListView(activityOrNew()).apply {
                divider = null
                onItemClickListener = android.widget.AdapterView.OnItemClickListener { _, _, _, _ -> }
                adapter = Rows(context, dp(height))
            }
            built { column.addView(list, gap().apply { this.height = dp(height * 2) }) }
            assertEquals(complaints, targets(column).size)
        }
    }

    @Test
    fun `a picture that can be touched needs a description`() {
        val complaint = "has no words and no description"
        complains(complaint) { column.addView(picture()) }
        assertEquals(emptyList<String>(), judged { column.addView(picture().apply { contentDescription = "Atrás" }) })
    }

    @Test
    fun `a field needs a name`() = complains("has no words and no description") {
        column.addView(EditText(activity).apply { minHeight = dp(56); backgroundTintList = null }, gap())
    }

    @Test
    fun `letters of 12 sp are too small`() = complains("is written in 12.0 dp; 14 are needed") { title.textSize = 12f }

    @Test
    fun `words that are shortened are cut`() = complains("is shortened") {
        title.text = "Una familia con un nombre que no tiene fin en esta pantalla"
        title.setSingleLine()
        title.ellipsize = TextUtils.TruncateAt.END
    }

    @Test
    fun `words that need more lines than are shown are cut`() = complains("lines; 1 are shown") {
        title.text = "Una familia con un nombre que no tiene fin en esta pantalla"
        title.maxLines = 1
    }

    @Test
    fun `words that are taller than their view are cut`() = complains("is taller than its view") { title.layoutParams.height = dp(12) }

    @Test
    fun `words that stand half outside of what holds them are cut`() = complains("is cut off by FrameLayout") {
        val holder = FrameLayout(activity)
        holder.addView(TextView(activity).apply { text = "Rosa Mamani"; textSize = 18f; setTextColor(Color.BLACK); translationX = -dp(20).toFloat() })
        column.addView(holder)
    }

    @Test
    fun `what a scroller hides is not cut`() = assertEquals(
        emptyList<String>(),
        judged {
            val inside = LinearLayout(activity).apply { orientation = LinearLayout.VERTICAL }
            repeat(9) { inside.addView(label("Línea $it")) }
            column.addView(ScrollView(activity).apply { addView(inside) }, MATCH_PARENT, dp(100))
        },
    )

    @Test
    fun `what scrolls under a button is neither on it nor too close to it`() = assertEquals(
        emptyList<String>(),
        judged {
            val inside = LinearLayout(activity).apply { orientation = LinearLayout.VERTICAL }
            repeat(9) { inside.addView(button("Casa $it"), gap()) }
            column.addView(ScrollView(activity).apply { addView(inside) }, 0, LinearLayout.LayoutParams(MATCH_PARENT, dp(100)))
            margin(title, 0)
        },
    )

    @Test
    fun `one line that is wider than its view is cut, a line that ends at another is not`() {
        complains("is wider than its view") {
            title.setHorizontallyScrolling(true)
            title.layoutParams.width = dp(100)
        }
        assertEquals(emptyList<String>(), judged { column.addView(label("Huamán, junto al río\n1 niña"), WRAP_CONTENT, WRAP_CONTENT) })
    }

    @Test
    fun `words on other words are complained of`() = complains("TextView «Rosa» lies on TextView «Luis»") {
        val holder = FrameLayout(activity)
        holder.addView(label("Rosa"))
        holder.addView(label("Luis"))
        column.addView(holder)
    }

    @Test
    fun `grey on white has too little contrast`() = complains("has a contrast of 2.8; 4.5 are needed") { title.setTextColor(0xFF999999.toInt()) }

    @Test
    fun `a pale part of a text has too little contrast`() = complains("has a contrast of") {
        title.text = SpannableString("Rosa Mamani").apply { setSpan(ForegroundColorSpan(Color.LTGRAY), 0, 4, 0) }
    }

    @Test
    fun `letters that let the ground through are judged as they look`() = complains("has a contrast of") { title.setTextColor(0x60000000) }

    @Test
    fun `the colour of the ground is taken from the picture`() = complains("has a contrast of") {
        column.setBackgroundColor(0xFF14211D.toInt())
    }

    @Test
    fun `a pale icon has too little contrast`() = complains("3.0 are needed") {
        column.addView(picture().apply { contentDescription = "Atrás"; setColorFilter(Color.LTGRAY) })
    }

    @Test
    fun `contrast is WCAG's`() {
        assertEquals(21.0, contrast(Color.BLACK, Color.WHITE), 0.001)
        assertEquals(8.4, contrast(0xFF0B4F8A.toInt(), Color.WHITE), 0.05)
        assertEquals(5.5, contrast(0xFFB8420F.toInt(), Color.WHITE), 0.05)
    }

    private fun complains(of: String, spoil: () -> Unit) {
        val complaints = judged(spoil)
        assertEquals(complaints.joinToString("\n"), 1, complaints.size)
        assertTrue(complaints.single(), of in complaints.single())
    }

    private fun judged(spoil: () -> Unit): List<String> {
        built(spoil)
        return checks.of(activity.window.decorView, Pictures.screen())
    }

    private fun built(spoil: () -> Unit) {
        activityOrNew()
        column = LinearLayout(activity).apply {
            orientation = LinearLayout.VERTICAL
            setPadding(dp(16), dp(16), dp(16), dp(16))
            setBackgroundColor(Color.WHITE)
        }
        title = label("Rosa Mamani Quispe")
        no = button("No")
        yes = button("Sí")
        for (view in listOf(title, no, yes)) column.addView(view, gap())
        spoil()
        activity.setContentView(column)
        settle()
    }

    private fun activityOrNew(): Activity = runCatching { activity }.getOrElse { open(Empty::class.java) }

    private fun label(words: String) = TextView(activity).apply {
        text = words
        textSize = 18f
        setTextColor(0xFF14211D.toInt())
    }

    private fun button(words: String) = Button(activity).apply {
        text = words
        textSize = 20f
        isAllCaps = false
        setTextColor(Color.WHITE)
        setBackgroundColor(0xFF0B4F8A.toInt())
        minHeight = dp(56)
    }

    private fun picture() = ImageView(activity).apply {
        setImageResource(R.drawable.launcher_front)
        setColorFilter(Color.BLACK)
        isClickable = true
        layoutParams = LinearLayout.LayoutParams(dp(56), dp(56)).apply { topMargin = dp(8) }
    }

    private fun gap() = LinearLayout.LayoutParams(MATCH_PARENT, WRAP_CONTENT).apply { topMargin = dp(8) }

    private fun margin(view: View, dp: Int) {
        (view.layoutParams as LinearLayout.LayoutParams).topMargin = dp(dp)
    }

    private fun dp(dp: Int) =
        TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_DIP, dp.toFloat(), activityOrNew().resources.displayMetrics).toInt()

    private class Rows(context: Context, private val height: Int) : ArrayAdapter<String>(context, 0, listOf("Rosa", "Luis")) {
        override fun getView(position: Int, old: View?, parent: android.view.ViewGroup) =
            TextView(context).apply { text = getItem(position); minHeight = this@Rows.height }
    }
}
