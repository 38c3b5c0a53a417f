import ChaskiLook
import SwiftUI

/// Pictures by the names that screens use: icons of the interface, and drawings of what is meant. One that is not there leaves no hole. None says anything
/// that the word beside it does not, so a reader passes all of them by.
struct Picture: View {
    private let name: String?
    private let size: CGFloat

    init(_ name: String?, size: CGFloat = 24) {
        self.name = name.flatMap(Picture.known)
        self.size = size
    }

    private static func known(_ name: String) -> String? {
        let plain = name.replacingOccurrences(of: "-", with: "_")
        return ["ic_\(plain)", "pic_\(plain)"].first(where: Pictures.names.contains)
    }

    var body: some View {
        if let name {
            Image(decorative: name).resizable().renderingMode(.template).frame(width: size, height: size)
        }
    }
}
