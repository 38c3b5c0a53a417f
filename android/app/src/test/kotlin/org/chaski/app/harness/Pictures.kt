package org.chaski.app.harness

import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.view.View
import android.view.WindowManager
import java.io.File

/** What the phone shows, as a picture. Robolectric draws with Android's own code from Android 8 on. */
object Pictures {
    private val folder by lazy {
        File(checkNotNull(System.getProperty("chaski.pictures")) { "chaski.pictures names a folder" }).apply { mkdirs() }
    }

    /** The whole screen: all windows, one over the other. */
    fun screen(): Bitmap {
        val windows = Windows.all()
        val whole = windows.first()
        val picture = Bitmap.createBitmap(whole.width, whole.height, Bitmap.Config.ARGB_8888)
        val canvas = Canvas(picture)
        for (window in windows) {
            val parameters = Windows.parameters(window)
            if (parameters.flags and WindowManager.LayoutParams.FLAG_DIM_BEHIND != 0) {
                canvas.drawColor(Color.argb((parameters.dimAmount * 255).toInt(), 0, 0, 0))
            }
            val at = IntArray(2)
            window.getLocationOnScreen(at)
            canvas.save()
            canvas.translate(at[0].toFloat(), at[1].toFloat())
            window.draw(canvas)
            canvas.restore()
        }
        return picture
    }

    /** One view alone, as it is laid out. */
    fun of(view: View): Bitmap {
        val picture = Bitmap.createBitmap(view.width, view.height, Bitmap.Config.ARGB_8888)
        view.draw(Canvas(picture))
        return picture
    }

    fun save(name: String, picture: Bitmap): File {
        val file = File(folder, "$name.png")
        file.outputStream().use { picture.compress(Bitmap.CompressFormat.PNG, 100, it) }
        return file
    }
}
