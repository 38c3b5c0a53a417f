package org.chaski.app

import android.app.Activity
import android.graphics.Color
import android.util.TypedValue
import org.chaski.app.check.contrast
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.annotation.Config

/** The colours by day, by night and in the sun: words 7 to 1 where they run, 4.5 in chips and on buttons, edges 3. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [23, 28, 34])
class ThemeTest {
    class Empty : Activity()

    @Test
    fun `by day, by night and in the sun every word stands out of what it is written on`() {
        for ((qualifiers, theme) in listOf("notnight" to R.style.Chaski, "night" to R.style.Chaski, "notnight" to R.style.Chaski_Sun)) {
            RuntimeEnvironment.setQualifiers(qualifiers)
            Robolectric.buildActivity(Empty::class.java).use { controller ->
                val activity = controller.get().apply { setTheme(theme) }
                for ((word, ground, least) in PAIRS) {
                    val found = contrast(activity.colour(word), activity.colour(ground))
                    val names = listOf(word, ground).joinToString(" on ") { activity.resources.getResourceEntryName(it) }
                    assertTrue("$names, $qualifiers: $found", found >= least)
                }
            }
        }
    }

    @Test
    fun `the sun is black on white alone`() {
        Robolectric.buildActivity(Empty::class.java).use { controller ->
            val activity = controller.get().apply { setTheme(R.style.Chaski_Sun) }
            val colours = PAIRS.flatMap { listOf(it.first, it.second) }.map { activity.colour(it) }
            assertEquals(setOf(Color.BLACK, Color.WHITE), colours.toSet())
        }
    }

    @Test
    fun `the danger of a person has one red, which no other state has`() {
        Robolectric.buildActivity(Empty::class.java).use { controller ->
            val activity = controller.get().apply { setTheme(R.style.Chaski) }
            val others = PAIRS.flatMap { listOf(it.first, it.second) } - setOf(R.attr.danger, R.attr.dangerEdge)
            assertEquals(0xFF6E0014.toInt(), activity.colour(R.attr.danger))
            assertTrue(others.none { activity.colour(it) == activity.colour(R.attr.danger) })
        }
    }

    private fun Activity.colour(attribute: Int) = TypedValue().let {
        assertTrue(theme.resolveAttribute(attribute, it, true))
        it.data
    }

    private companion object {
        val PAIRS = listOf(
            Triple(R.attr.ink, R.attr.paper, 7.0),
            Triple(R.attr.ink, R.attr.ground, 7.0),
            Triple(R.attr.ink2, R.attr.paper, 7.0),
            Triple(R.attr.ink2, R.attr.ground, 7.0),
            Triple(R.attr.line, R.attr.paper, 3.0),
            Triple(R.attr.line, R.attr.ground, 3.0),
            Triple(R.attr.action, R.attr.paper, 7.0),
            Triple(R.attr.action, R.attr.ground, 7.0),
            Triple(R.attr.onAction, R.attr.action, 7.0),
            Triple(R.attr.done, R.attr.paper, 7.0),
            Triple(R.attr.onDue, R.attr.due, 7.0),
            Triple(R.attr.onLate, R.attr.late, 4.5),
            Triple(R.attr.onDanger, R.attr.danger, 7.0),
            Triple(R.attr.onDispute, R.attr.dispute, 7.0),
            Triple(R.attr.onPhoneOnly, R.attr.phoneOnly, 7.0),
            Triple(R.attr.onReturned, R.attr.returned, 7.0),
            Triple(R.attr.curveMedian, R.attr.paper, 4.5),
            Triple(R.attr.curveTwo, R.attr.paper, 4.5),
        )
    }
}
