package org.chaski.app.whole

import java.time.LocalDate
import org.chaski.app.harness.Project
import org.chaski.app.screens.AppTest
import org.junit.Assert.assertTrue

/** Whole stories, by touch: what a worker does in a day, from one screen to the next. */
abstract class WholeTest : AppTest() {
    protected val visita = Project.file("core/packs/pe/forms/visita.xlsx")

    /** Over whatever line there is now, at once. */
    protected fun deliver() {
        goTo("delivery")
        touch("Entregar ahora")
    }

    /** A family with one girl, from the tab to the page of the family: mother, permissions and all. */
    protected fun register(house: String, girl: String, born: LocalDate, beforeSaving: () -> Unit = {}) {
        touch("Familias")
        touch("Nueva familia")
        touch("Empezar")
        typeInto("Nombre de la mamá, de la niña o de la casa", house)
        touch("Buscar")
        touch("Seguir registrando")
        typeInto("Cómo los conocen", house)
        typeInto("Teléfono", "900000111")
        touch("Siguiente")
        touch("Sin señal de GPS")
        touch("Siguiente")
        touch("Niña o niño")
        touch("Siguiente")
        typeInto("Nombres", "Yeny")
        typeInto("Apellidos", "Quispe Ccori")
        touch("Mamá")
        touch("Siguiente")
        repeat(PURPOSES) {
            touch("Sí")
            touch("Siguiente")
        }
        touch("Yeny Quispe Ccori")
        touch("Castellano")
        touch("Siguiente")
        typeInto("Nombres", girl)
        typeInto("Apellidos", "Mamani Quispe")
        touch("Siguiente")
        touch("Niña")
        touch("Siguiente")
        day(born)
        touch("Siguiente")
        see("Copia solo lo que te muestran.")
        touch("Siguiente")
        touch("No hay más")
        beforeSaving()
        touch("Guardar la familia")
        see("Familia guardada en este celular.")
    }

    /** Begins the visit to the family whose page is open. */
    protected fun begin(girl: String) {
        touch("Empezar visita")
        touch(girl)
        assertTrue(said(), filling)
    }

    private val filling get() = app.session.trail.top.place.startsWith("app/fill/")

    /**
     * Goes on with the checklist until this is asked, or to its end: to a question that says one of these words it is answered so, to all others *No*,
     * or nothing where nothing must be said.
     */
    protected fun answer(vararg answers: Pair<String, () -> Unit>, until: String? = null) {
        repeat(MOST_QUESTIONS) {
            if (!filling || (until != null && all(until).isNotEmpty())) return
            val draft = app.session.trail.top.place.substringAfterLast('/')
            val here = { phone.openDraft(draft).use { it.screen()?.path } }
            val before = here()
            val known = answers.firstOrNull { (asked, _) -> all(asked).isNotEmpty() }
            when {
                known != null -> known.second()
                all("No").any { it.isClickable } -> touch("No")
            }
            typed()
            if (filling && here() == before) touch("Siguiente")
            if (filling && here() == before) throw AssertionError("this is not answered by the test:\n${said()}")
        }
    }

    /** What an undisturbed visit to a girl of a year answers, but for what is measured. */
    protected val calm = listOf<Pair<String, () -> Unit>>(
        "¿Quiénes están hoy" to { touch("La niña o el niño"); touch("Mamá") },
        "¿Ya fue a su control CRED?" to { touch("Todavía no") },
        "¿qué vacunas ya tiene?" to { touch("Ninguna de estas") },
        "¿Ya le hicieron su análisis" to { touch("Todavía no") },
        "¿Qué hizo falta para ir" to { touch("Está lejos") },
        "¿cuántos días tomó su hierro?" to { keys("7") },
        "¿Con qué ropa se pesó?" to { touch("Sin ropa") },
        "¿Ya tiene su DNI?" to { touch("Todavía no") },
        "¿qué comió o tomó?" to { touch("Huevo") },
        "¿cuántas veces comió?" to { keys("4") },
        "¿Qué viste?" to { touch("Algo para jugar") },
        "¿Qué jugaron juntos" to { touch("Hoy no jugaron") },
        "¿En qué quedamos hoy?" to { touch("Hervir o clorar el agua") },
        "¿Qué día es la próxima visita?" to { day(LocalDate.now().plusDays(8)) },
    )

    private companion object {
        const val PURPOSES = 3
        const val MOST_QUESTIONS = 60
    }
}
