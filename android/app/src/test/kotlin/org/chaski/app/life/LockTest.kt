package org.chaski.app.life

import android.view.WindowManager
import java.time.Duration
import org.chaski.app.MainActivity
import org.chaski.app.harness.Shape
import org.chaski.app.words.Word
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Who may see what stands on a phone. */
class LockTest : LifeTest() {
    private fun word(word: Word) = (activity as MainActivity).words.text(word)

    @Test
    fun `nobody makes a picture of any page`() {
        opened()
        assertNotEquals(0, activity.window.attributes.flags and WindowManager.LayoutParams.FLAG_SECURE)
    }

    @Test
    fun `left alone it locks, and delivers behind the lock, and locked by hand it closes`() {
        enrol()
        touch("Familias")
        settle(Duration.ofMinutes(4))
        assertFalse(app.session.isLocked)
        touch("Hoy")
        settle(Duration.ofMinutes(4))
        assertFalse("a touch is somebody", app.session.isLocked)
        settle(Duration.ofMinutes(2))
        assertTrue(app.session.isLocked)
        see("Hola, Nelly")
        assertNotNull(app.session.phone)
        pin()
        see("Hoy")
        goTo("app/settings")
        touch("Bloquear ahora")
        see("Hola, Nelly")
        assertNull(app.session.phone)
        assertFalse("Familias" in said())
    }

    @Test
    fun `wrong PINs cost a wait that is shown, in minutes where it is long, and who forgot is told what to do`() {
        enrol()
        family("Quispe", girl("Rosa", "2025-09-20"))
        endAtOnce()
        see("2 por entregar", "113")
        seeNot(word(Word.PIN_FORGOT))
        pin("1111")
        see("Te quedan 2 intentos.")
        pin("1111")
        pin("1111")
        see("Espera 30 segundos")
        look("lock-wait", Shape.SMALL, Shape.LARGEST_LETTERS)
        pin()
        assertTrue("keys do nothing meanwhile", app.session.isLocked)
        touch(word(Word.PIN_FORGOT))
        see(word(Word.PIN_FORGOT_SAYS))
        look("lock-forgot")
        back()
        see("Hola, Nelly")
        touch(word(Word.PIN_FORGOT))
        touch("Escribir el código")
        see("¿En qué idioma?")
        back()
        see("Hola, Nelly", "2 por entregar")
    }

    @Test
    fun `where the phone's folder cannot be read she is told, and tries again`() {
        val workers = java.io.File(app.filesDir, "workers")
        workers.writeText("")
        opened()
        see("No se pudo mostrar", "Tu trabajo está guardado en este celular.")
        workers.delete()
        touch("Intentar otra vez")
        see("¿En qué idioma?")
    }
}
