package org.chaski.app.whole

import java.io.File
import java.time.LocalDate
import org.chaski.app.harness.Shape
import org.chaski.app.harness.SmallDisk
import org.chaski.app.harness.ancestors
import org.chaski.core.ChaskiException
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test

/** A phone without room says so, keeps on its screen what she gave, and goes on where she made room. */
class FullStorageTest : WholeTest() {
    private var disk: SmallDisk? = null

    @Before
    fun mount() {
        assumeTrue("only root mounts a small disk", SmallDisk.mayMount)
        disk = SmallDisk(File(app.filesDir, "workers"))
    }

    // Before the folder of the app is removed, and after nothing in it is open.
    @After
    fun unmount() {
        forget()
        disk?.close()
    }

    @Test
    fun `what is saved on a full phone is refused in her words, stays on the screen, and is saved once there is room`() {
        enrol()
        val house = family("los de la tienda", girl("Rosa", "2025-09-20"))[0].record.text
        goTo("household/$house")
        touch("No se pudo visitar")
        touch("No se encontró")
        day(LocalDate.now().plusDays(3))
        untilFull()
        touch("Guardar")
        see("No hay espacio en el celular.", "Borra fotos o videos")
        look("storage-full", Shape.SMALL, Shape.LARGEST_LETTERS)
        touch("Guardar")
        see("No hay espacio en el celular.")

        disk?.makeRoom()
        touch("Guardar")
        see("guardada en este celular", "No se encontró")
        // It is there once, however often she touched.
        touch("No se pudo visitar")
        see("Intento 2")
    }

    @Test
    fun `an answer given on a full phone is no answer until it is kept`() {
        enrol()
        server.publish(visita)
        phone.sync(org.chaski.core.SyncOn.ANY_LINE, null)
        val house = family("los de la tienda", girl("Rosa", LocalDate.now().minusMonths(14).toString()))[0].record.text
        goTo("household/$house")
        begin("Rosa")
        untilFull()
        touch("La niña o el niño")
        touch("Mamá")
        touch("Siguiente")
        see("No hay espacio en el celular.", "¿Quiénes están hoy en la visita?")
        look("storage-full-filling")

        disk?.makeRoom()
        touch("Siguiente")
        see("¿Le cuesta mamar")
        seeNot("No hay espacio")
        endAtOnce()
        pin()
        see("¿Le cuesta mamar")
        back()
        see("¿Quiénes están hoy en la visita?")
        for (chosen in listOf("La niña o el niño", "Mamá")) assertTrue(chosen, (sequenceOf(find(chosen)) + find(chosen).ancestors()).any { it.isSelected })
    }

    @Test
    fun `nobody is enrolled on a full phone, and she is told why`() {
        disk?.fill()
        val code = server.invite(WORKER, "Norte")
        opened()
        touch("Castellano")
        touch("Escribir el código")
        type(code)
        touch("Siguiente")
        pin()
        pin()
        see("No hay espacio en el celular.")
        look("storage-full-enrol")

        disk?.makeRoom()
        pin()
        touch("Sí, soy yo")
        see("Hoy")
    }

    /** The database writes for a while into room that it had taken before. */
    private fun untilFull() {
        disk?.fill()
        var refused = 0
        repeat(MOST_SAVES) {
            if (refused == REFUSED) return
            try {
                family("relleno " + "x".repeat(60), girl("Luz", "2024-05-05"))
                refused = 0
            } catch (full: ChaskiException.Failed) {
                assertEquals("disk_full", full.code)
                refused++
            }
        }
        throw AssertionError("the disk was never full")
    }

    private companion object {
        const val MOST_SAVES = 2000
        const val REFUSED = 3
    }
}
