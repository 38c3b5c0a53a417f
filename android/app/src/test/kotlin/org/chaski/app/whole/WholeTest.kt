package org.chaski.app.whole

import org.chaski.app.harness.Project
import org.chaski.app.screens.AppTest
import org.junit.Assert.assertTrue

/** Whole stories, by touch: what a worker does in a day, from one screen to the next. */
abstract class WholeTest : AppTest() {
    protected val visita = Project.file("core/packs/pe/forms/visita.xlsx")

    /** Begins the visit to the family whose page is open. */
    protected fun begin(girl: String) {
        touch("Empezar visita")
        touch(girl)
        assertTrue(said(), isFilling)
    }

    protected val isFilling get() = app.session.trail.top.place.startsWith("app/fill/")
}
