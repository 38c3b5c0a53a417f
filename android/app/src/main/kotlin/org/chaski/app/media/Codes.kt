package org.chaski.app.media

import com.google.zxing.BinaryBitmap
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.ReaderException
import com.google.zxing.common.HybridBinarizer
import com.google.zxing.qrcode.QRCodeReader

/** The code in a picture: the squares that supervisors print, and nothing else. What it says is checked by whoever asked. */
object Codes {
    fun read(light: ByteArray, wide: Int, high: Int): String? = try {
        val picture = PlanarYUVLuminanceSource(light, wide, high, 0, 0, wide, high, false)
        QRCodeReader().decode(BinaryBitmap(HybridBinarizer(picture))).text
    } catch (_: ReaderException) {
        null
    }
}
