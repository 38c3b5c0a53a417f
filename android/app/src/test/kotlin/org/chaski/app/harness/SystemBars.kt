package org.chaski.app.harness

/**
 * The bar at the top and the three keys at the bottom, which take 72 dp of the smallest phone. Robolectric has them, in a
 * class that it does not show.
 */
object SystemBars {
    fun show() {
        val type = Class.forName("org.robolectric.shadows.SystemUi")
        fun constant(name: String) = type.getDeclaredField(name).run {
            isAccessible = true
            get(null)
        }
        val ui = type.getDeclaredMethod("systemUiForDefaultDisplay").run {
            isAccessible = true
            invoke(null)
        }
        type.declaredMethods.single { it.name == "setBehavior" }.run {
            isAccessible = true
            invoke(ui, constant("STANDARD_STATUS_BAR"), constant("THREE_BUTTON_NAVIGATION"))
        }
    }
}
