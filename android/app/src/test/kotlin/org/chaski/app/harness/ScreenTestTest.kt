package org.chaski.app.harness

import android.app.Activity
import android.app.AlertDialog
import android.graphics.Color
import android.os.Bundle
import android.view.View
import android.widget.ArrayAdapter
import android.widget.Button
import android.widget.EditText
import android.widget.FrameLayout
import android.widget.LinearLayout
import android.widget.ListView
import android.widget.ScrollView
import android.widget.TextView
import org.chaski.app.work.Work
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** That a test of a screen sees and does what a person would, and no more. */
class ScreenTestTest : ScreenTest() {
    class Counter : Activity() {
        private var count = 0
        private lateinit var shown: TextView

        override fun onCreate(state: Bundle?) {
            super.onCreate(state)
            count = state?.getInt("count") ?: 0
            val column = LinearLayout(this).apply { orientation = LinearLayout.VERTICAL }
            shown = TextView(this).apply { text = "$count veces"; textSize = 18f; setTextColor(Color.BLACK) }
            column.addView(shown)
            column.addView(button("Contar") { count() })
            column.addView(button("Romper") { Work.background.execute { error("sin memoria") } })
            column.addView(button("Preguntar") { AlertDialog.Builder(this).setMessage("¿Seguro?").setPositiveButton("Claro") { _, _ -> count() }.show() })
            column.addView(EditText(this).apply { hint = "Nombre" })
            setContentView(FrameLayout(this).apply { addView(column) })
        }

        fun button(words: String, then: () -> Unit) = Button(this).apply {
            text = words
            setOnClickListener { then() }
        }

        /** As a screen does: asks off the main thread, shows on it. */
        private fun count() = Work.background.execute {
            val next = count + 1
            Thread.sleep(20)
            Work.ui.execute { count = next; shown.text = "$count veces" }
        }

        override fun onSaveInstanceState(out: Bundle) {
            super.onSaveInstanceState(out)
            out.putInt("count", count)
        }
    }

    @Test
    fun `a touch is over when what it began is over`() {
        open(Counter::class.java)
        touch("Contar")
        see("1 veces")
        seeNot("0 veces")
    }

    @Test
    fun `what lies over a button takes the touch`() {
        val opened = open(Counter::class.java)
        val cover = View(opened).apply { isClickable = true }
        opened.addContentView(cover, FrameLayout.LayoutParams(-1, -1))
        settle()
        touch("Contar")
        see("0 veces")
    }

    @Test
    fun `what is not there, or does nothing, cannot be touched`() {
        open(Counter::class.java)
        assertTrue("0 veces" in assertThrows(AssertionError::class.java) { touch("Borrar") }.message!!)
        assertThrows(AssertionError::class.java) { touch("0 veces") }
        (find("Contar") as Button).isEnabled = false
        assertThrows(AssertionError::class.java) { touch("Contar") }
        assertThrows(AssertionError::class.java) { seeNot("0 veces") }
    }

    @Test
    fun `what breaks on another thread breaks the test`() {
        open(Counter::class.java)
        val error = assertThrows(AssertionError::class.java) { touch("Romper") }
        assertEquals("sin memoria", error.cause?.message)
    }

    @Test
    fun `a dialog is on top, and back closes it alone`() {
        open(Counter::class.java)
        touch("Preguntar")
        see("¿Seguro?")
        back()
        seeNot("¿Seguro?")
        touch("Preguntar")
        touch("Claro")
        see("1 veces")
    }

    @Test
    fun `letters go into the field of that name`() {
        open(Counter::class.java)
        type("Rosa", into = "Nombre")
        see("Rosa")
    }

    @Test
    fun `what a scroller or a list hides is brought to the finger`() {
        val opened = open(Counter::class.java)
        val touched = mutableListOf<String>()
        val inside = LinearLayout(opened).apply { orientation = LinearLayout.VERTICAL }
        repeat(30) { n -> inside.addView(opened.button("Casa $n") { touched += "Casa $n" }) }
        opened.setContentView(ScrollView(opened).apply { addView(inside) })
        settle()
        touch("Casa 29")

        val rows = (0..200).map { "Familia $it" }
        opened.setContentView(
            ListView(opened).apply {
                adapter = ArrayAdapter(opened, android.R.layout.simple_list_item_1, rows)
                setOnItemClickListener { _, _, row, _ -> touched += rows[row] }
            },
        )
        settle()
        touch("Familia 150")
        assertEquals(listOf("Casa 29", "Familia 150"), touched)
    }

    @Test
    fun `a turned phone and a process that was ended go on from what was saved, a dead battery does not`() {
        open(Counter::class.java)
        touch("Contar")
        become(Shape.SMALL.turned())
        see("1 veces")
        assertTrue(activity.window.decorView.run { width > height })
        become(Shape.SMALL)
        endInBackground()
        see("1 veces")
        endAtOnce()
        see("0 veces")
    }

    @Test
    fun `the bars of the system take their part of the screen`() {
        val opened = open(Counter::class.java)
        val content = opened.findViewById<View>(android.R.id.content)
        assertEquals(listOf(480, 799), opened.window.decorView.run { listOf(width, height) })
        assertEquals(461 * 3 / 2, content.height)
    }

    @Test
    fun `a picture is of all windows, and in each of the shapes`() {
        open(Counter::class.java)
        val plain = Pictures.screen()
        touch("Preguntar")
        val asked = Pictures.screen()
        assertEquals(listOf(480, 799), listOf(asked.width, asked.height))
        assertTrue(!plain.sameAs(asked))
        back()
        assertThrows(AssertionError::class.java) { picture("counter", Shape.SMALL, Shape.LARGEST_LETTERS) }
    }
}
