package org.chaski.app.check

import android.graphics.Bitmap
import android.view.View

/**
 * What can be judged of a screen without an eye. Each check gives its complaints as sentences, one a fault, none where
 * all is well. `isKey` says which targets are keys of a keypad, `together` which stand side by side as rows and tabs do.
 */
class Checks(
    private val isKey: (View) -> Boolean = { false },
    private val together: (View) -> Boolean = { false },
) {
    fun of(root: View, picture: Bitmap): List<String> =
        targets(root, isKey, together) + names(root) + letters(root) + cut(root) + overlaps(root) + contrast(root, picture)
}
