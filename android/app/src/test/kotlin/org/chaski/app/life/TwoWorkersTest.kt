package org.chaski.app.life

import java.io.File
import org.chaski.app.MainActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** One phone, two workers of two areas: each sees, sends and carries only what is hers. */
class TwoWorkersTest : LifeTest() {
    private val workers get() = File(app.filesDir, "workers").listFiles { one -> one.isDirectory }!!.map { it.name }.toSet()

    private fun lock() {
        activity.runOnUiThread { (activity as MainActivity).lock() }
        settle()
    }

    private fun addElena() {
        server.area("Sur")
        server.worker(ELENA)
        lock()
        touch("Inscribir a otra persona")
        touch("Castellano")
        touch("Escribir el código")
        type(server.invite(ELENA, "Sur"))
        touch("Siguiente")
        pin(HERS)
        pin(HERS)
        see(ELENA)
        touch("Sí, soy yo")
    }

    @Test
    fun `each has a store, a key, a PIN and a way of her own`() {
        enrol()
        family("Quispe", girl("Rosa", "2025-09-20"))
        touch("Familias")
        see("Quispe")
        addElena()
        assertEquals(ELENA, phone.status().worker?.name)
        assertEquals("today", here)
        touch("Familias")
        seeNot("Quispe")
        assertEquals(2, workers.size)
        family("Huamán", girl("Yeny", "2026-06-15"))

        // Neither PIN opens the other's, and a wrong one opens nothing.
        lock()
        see("¿Quién eres?")
        touch("Nelly H.")
        see("2 por entregar")
        pin(HERS)
        see("Ese PIN no es. Te quedan 2 intentos.")
        assertNull(app.session.phone)
        pin()
        assertEquals(WORKER, phone.status().worker?.name)
        assertEquals("what she left open is what she finds", "families/all", here)
        see("Quispe")
        seeNot("Huamán")

        // A battery that falls out opens nothing either.
        endAtOnce()
        see("¿Quién eres?")
        touch("Elena Q.")
        pin(HERS)
        see("Huamán")
        assertFalse("Quispe" in said().lines())
    }

    @Test
    fun `what one left half typed is not on the other's screen`() {
        enrol()
        family("Quispe", girl("Rosa", "2025-09-20"))
        addElena()
        touch("Familias")
        lock()
        touch("Nelly H.")
        pin()
        touch("Familias")
        type("Rosa")
        see("Mamani")
        // Elena comes to the same place, in a new process that was given what the screen held.
        endInBackground()
        touch("Elena Q.")
        pin(HERS)
        assertEquals("families/all", here)
        assertEquals("", fields().single().text.toString())
        assertFalse("Rosa" in said())
    }

    @Test
    fun `nothing of a family stands in a file that is read without a key`() {
        enrol()
        family("Quispe", girl("Rosa", "2025-09-20"))
        touch("Familias")
        lock()
        val plain = app.filesDir.walk().filter { it.isFile }.filter { file -> NAMES.any { it in file.readBytes().decodeToString() } }
        assertEquals(emptyList<File>(), plain.toList())
        val place = app.filesDir.walk().single { it.name == "place" }
        assertTrue(place.readText(), place.readText() == "families/all")
    }

    private companion object {
        const val ELENA = "Elena Quispe"
        const val HERS = "8642"
        val NAMES = listOf("Rosa", "Mamani", "900000111")
    }
}
