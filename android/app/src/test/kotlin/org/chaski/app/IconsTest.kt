package org.chaski.app

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import org.chaski.app.harness.Pictures
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.robolectric.annotation.GraphicsMode

/** Every icon is drawn, within its box, and none like another. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], qualifiers = "mdpi")
@GraphicsMode(GraphicsMode.Mode.NATIVE)
class IconsTest {
    private val activity = Robolectric.buildActivity(Activity::class.java).get()
    private val icons = R.drawable::class.java.fields.map { it.name }.filter { it.startsWith("ic_") || it.startsWith("pic_") }.sorted()

    @Test
    fun `each icon is drawn and has an outline of its own`() {
        assertTrue(icons.size > 90)
        val seen = mutableMapOf<List<Int>, String>()
        for (name in icons) {
            val pixels = pixels(drawn(name))
            val black = pixels.count { Color.alpha(it) > 127 }
            assertTrue("$name fills $black of ${pixels.size}", black > pixels.size / 40 && black < pixels.size * 9 / 10)
            assertEquals(name, null, seen.put(pixels, name))
        }
    }

    @Test
    fun `icons of the interface are 24 dp, pictures of health 48`() {
        for (name in icons) {
            val size = if (name.startsWith("ic_")) 24 else 48
            val icon = icon(name)
            assertEquals(name, listOf(size, size), listOf(icon.intrinsicWidth, icon.intrinsicHeight))
        }
    }

    @Test
    fun `all icons on one sheet, with their names`() {
        val columns = 8
        val rows = (icons.size + columns - 1) / columns
        val sheet = Bitmap.createBitmap(columns * CELL, rows * CELL, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(sheet).apply { drawColor(Color.WHITE) }
        val words = Paint(Paint.ANTI_ALIAS_FLAG).apply { textSize = 10f; textAlign = Paint.Align.CENTER }
        for ((i, name) in icons.withIndex()) {
            val left = i % columns * CELL
            val top = i / columns * CELL
            icon(name).apply { setBounds(left + 36, top + 12, left + 84, top + 60) }.draw(canvas)
            canvas.drawText(name, left + CELL / 2f, top + 80f, words)
        }
        assertTrue(Pictures.save("icons", sheet).length() > 10_000)
    }

    private fun icon(name: String) =
        activity.getDrawable(activity.resources.getIdentifier(name, "drawable", "org.chaski.app"))!!

    private fun drawn(name: String) = Bitmap.createBitmap(48, 48, Bitmap.Config.ARGB_8888).also {
        icon(name).apply { setBounds(0, 0, 48, 48) }.draw(Canvas(it))
    }

    private fun pixels(of: Bitmap) = IntArray(of.width * of.height).also {
        of.getPixels(it, 0, of.width, 0, 0, of.width, of.height)
    }.toList()

    private companion object {
        const val CELL = 120
    }
}
