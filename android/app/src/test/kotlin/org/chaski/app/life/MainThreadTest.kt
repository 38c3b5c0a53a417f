package org.chaski.app.life

import org.chaski.app.session.Choices
import org.chaski.app.session.Colours
import org.chaski.app.work.Work
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.RuntimeEnvironment

class MainThreadTest : LifeTest() {
    @Test
    fun `the guard sees what would wait on the main thread, and nothing in the background`() {
        val choices = Choices(RuntimeEnvironment.getApplication())
        Work.background.execute { choices.read() }
        settle()
        assertEquals(emptyList<String>(), MainThread.taken())
        Choices(RuntimeEnvironment.getApplication()).read()
        val seen = MainThread.taken()
        assertTrue(seen.toString(), seen.any { it.startsWith("SharedPreferences.getAll") && "Choices.kt" in it })
    }

    @Test
    fun `what was chosen for the phone stands on the first page after a kill, and was read in the background`() {
        opened()
        touch("Castellano")
        app.session.choices.colours = Colours.SUN
        app.session.choices.letters = 200
        endAtOnce()
        assertEquals(2f, activity.resources.configuration.fontScale, 0f)
        assertEquals(Colours.SUN, app.session.choices.colours)
        see("¿En qué idioma?")
    }
}
