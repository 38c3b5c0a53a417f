package org.chaski.app.harness

import android.view.View
import android.view.WindowManager
import android.view.inspector.WindowInspector
import org.robolectric.util.ReflectionHelpers

/** Everything that is on the screen: the activity's window and the dialogs over it, the topmost last. */
object Windows {
    fun all(): List<View> = roots().filter { it.isShown && it.width > 0 }

    /** The one that has what a finger or a key does. */
    fun top(): View = all().lastOrNull() ?: error("nothing is on the screen")

    fun parameters(root: View) = root.layoutParams as WindowManager.LayoutParams

    /** Nothing is shown any more, and nobody is told. */
    fun close() = roots().toList().forEach { it.context.getSystemService(WindowManager::class.java).removeViewImmediate(it) }

    private fun roots(): List<View> {
        if (android.os.Build.VERSION.SDK_INT >= android.os.Build.VERSION_CODES.Q) return WindowInspector.getGlobalWindowViews()
        // Android 9 and before keep the same list without showing it.
        val type = Class.forName("android.view.WindowManagerGlobal")
        val global = ReflectionHelpers.callStaticMethod<Any>(type, "getInstance")
        return ReflectionHelpers.getField<List<View>>(global, "mViews").toList()
    }
}
