package org.chaski.app.life

import org.chaski.app.MainActivity
import org.chaski.app.harness.Shape
import org.chaski.app.words.Word
import org.chaski.app.work.Work
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

/** A finger in the place of a PIN: allowed by her PIN, never instead of it. */
class FingerTest : LifeTest() {
    private fun word(word: Word) = (activity as MainActivity).words.text(word)

    private fun lock() {
        activity.runOnUiThread { (activity as MainActivity).lock() }
        settle()
    }

    private fun allow() {
        goTo("app/settings")
        see(word(Word.SETTINGS_FINGER))
        goTo("app/finger")
        look("finger-pin", Shape.SMALL, Shape.LARGEST_LETTERS)
        pin()
        reader.touch()
        settle()
        assertEquals("app/settings", here)
    }

    @Test
    fun `where there is no reader nothing is said of one`() {
        enrol()
        goTo("app/settings")
        seeNot(word(Word.SETTINGS_FINGER))
        lock()
        assertFalse(reader.isAsking)
    }

    @Test
    fun `her finger lets her in, after a kill too, and her PIN still does`() {
        enrol()
        reader.isOn = true
        allow()
        lock()
        assertTrue(app.session.isLocked)
        reader.touch()
        settle()
        assertEquals(WORKER, phone.status().worker?.name)
        assertEquals("app/settings", here)
        endAtOnce()
        see(word(Word.PIN_FINGER))
        reader.touch()
        settle()
        assertFalse(app.session.isLocked)
        lock()
        reader.giveUp()
        settle()
        assertTrue(app.session.isLocked)
        pin()
        assertFalse(app.session.isLocked)
        assertFalse(reader.isAsking)
    }

    @Test
    fun `a wrong PIN allows no finger`() {
        enrol()
        reader.isOn = true
        goTo("app/finger")
        pin("1111")
        see("Ese PIN no es. Te quedan 2 intentos.")
        assertFalse(reader.isAsking)
        pin()
        assertTrue(reader.isAsking)
        reader.giveUp()
        settle()
        assertEquals("app/finger", here)
        lock()
        assertFalse(reader.isAsking)
    }

    @Test
    fun `another finger that is taught to the phone opens nothing`() {
        enrol()
        reader.isOn = true
        allow()
        reader.learn()
        lock()
        assertFalse(reader.isAsking)
        pin()
        assertFalse(app.session.isLocked)
    }

    @Test
    fun `what is kept for it is nothing without the finger's key`() {
        enrol()
        reader.isOn = true
        allow()
        val kept = java.io.File(app.session.folder!!, "finger").readBytes()
        lateinit var secret: ByteArray
        Work.background.execute { secret = app.session.unlocker.biometricSecret(app.session.worker!!, PIN) }
        settle()
        assertFalse(secret.decodeToString() in kept.decodeToString())
        assertEquals("a nonce, the secret, a mark", 12 + secret.size + 16, kept.size)
    }
}
