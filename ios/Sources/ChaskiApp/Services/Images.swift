import Foundation
import SwiftUI
#if canImport(ImageIO)
import ImageIO
#endif

extension Image {
    /// A picture of a form, no larger than it is shown: an old phone has little room. Nil where it is none.
    static func small(_ data: Data, most: CGFloat) -> Image? {
        #if canImport(ImageIO)
        let options: [CFString: Any] = [
            kCGImageSourceCreateThumbnailFromImageAlways: true, kCGImageSourceCreateThumbnailWithTransform: true,
            kCGImageSourceThumbnailMaxPixelSize: most * 2,
        ]
        guard let source = CGImageSourceCreateWithData(data as CFData, nil),
              let drawn = CGImageSourceCreateThumbnailAtIndex(source, 0, options as CFDictionary) else { return nil }
        return Image(decorative: drawn, scale: 2)
        #else
        return nil
        #endif
    }
}
