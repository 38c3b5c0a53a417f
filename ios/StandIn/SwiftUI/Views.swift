// Declarations of what the views of ChaskiApp use of SwiftUI, with its own signatures, for machines that have none: they are checked, and run nowhere.

@_exported import Foundation
@_exported import Observation

@MainActor @preconcurrency
public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}

extension Never: View {
    public var body: Never { fatalError() }
}

/// What SwiftUI draws itself.
public protocol Drawn: View where Body == Never {}

extension Drawn {
    public var body: Never { fatalError() }
}

public struct EmptyView: Drawn {
    nonisolated public init() {}
}

public struct TupleView<Parts>: Drawn {
    nonisolated init() {}
}

public struct ConditionalContent<Yes: View, No: View>: Drawn {
    nonisolated init() {}
}

extension Optional: View where Wrapped: View {
    public var body: Never { fatalError() }
}

@resultBuilder
public enum ViewBuilder {
    public static func buildExpression<Content: View>(_ content: Content) -> Content { content }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<Content: View>(_ content: Content) -> Content { content }
    public static func buildBlock<each Content: View>(_ content: repeat each Content) -> TupleView<(repeat each Content)> { TupleView() }
    public static func buildIf<Content: View>(_ content: Content?) -> Content? { content }
    public static func buildEither<Yes: View, No: View>(first: Yes) -> ConditionalContent<Yes, No> { ConditionalContent() }
    public static func buildEither<Yes: View, No: View>(second: No) -> ConditionalContent<Yes, No> { ConditionalContent() }
}

// Containers.

public struct HorizontalAlignment: Equatable, Sendable {
    public static let (leading, center, trailing) = (HorizontalAlignment(), HorizontalAlignment(), HorizontalAlignment())
}

public struct VerticalAlignment: Equatable, Sendable {
    public static let (top, center, bottom, firstTextBaseline) = (VerticalAlignment(), VerticalAlignment(), VerticalAlignment(), VerticalAlignment())
}

public struct Alignment: Equatable, Sendable {
    public static let (center, leading, trailing, top, bottom) = (Alignment(), Alignment(), Alignment(), Alignment(), Alignment())
}

public struct VStack<Content: View>: Drawn {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}

public struct LazyVStack<Content: View>: Drawn {
    public init(alignment: HorizontalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}

public struct HStack<Content: View>: Drawn {
    public init(alignment: VerticalAlignment = .center, spacing: CGFloat? = nil, @ViewBuilder content: () -> Content) {}
}

public struct ZStack<Content: View>: Drawn {
    public init(alignment: Alignment = .center, @ViewBuilder content: () -> Content) {}
}

public struct Group<Content: View>: Drawn {
    public init(@ViewBuilder content: () -> Content) {}
}

public struct ScrollView<Content: View>: Drawn {
    public init(@ViewBuilder content: () -> Content) {}
}

@MainActor @preconcurrency
public struct ScrollViewProxy {
    public func scrollTo<ID: Hashable>(_ id: ID, anchor: UnitPoint? = nil) {}
}

public struct UnitPoint: Hashable, Sendable {
    public static let (center, top, topLeading) = (UnitPoint(), UnitPoint(), UnitPoint())
}

public struct ScrollViewReader<Content: View>: Drawn {
    public init(@ViewBuilder content: @escaping (ScrollViewProxy) -> Content) {}
}

public struct GeometryProxy {
    public let size: CGSize
    public var safeAreaInsets: EdgeInsets { EdgeInsets() }
}

public struct GeometryReader<Content: View>: Drawn {
    public init(@ViewBuilder content: @escaping (GeometryProxy) -> Content) {}
}

public struct List<Content: View>: Drawn {
    public init(@ViewBuilder content: () -> Content) {}
}

public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content> {}

extension ForEach: View, Drawn where Content: View {
    public init(_ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content) {}
}

// Layouts of one's own.

public struct ProposedViewSize: Equatable, Sendable {
    public var width: CGFloat?
    public var height: CGFloat?

    public init(width: CGFloat?, height: CGFloat?) { (self.width, self.height) = (width, height) }

    public static let unspecified = ProposedViewSize(width: nil, height: nil)
}

public struct LayoutSubview: Equatable {
    public func sizeThatFits(_ proposal: ProposedViewSize) -> CGSize { .zero }
    public func place(at position: CGPoint, anchor: UnitPoint = .topLeading, proposal: ProposedViewSize) {}
}

public struct LayoutSubviews: RandomAccessCollection, Equatable {
    public var startIndex: Int { 0 }
    public var endIndex: Int { 0 }
    public subscript(index: Int) -> LayoutSubview { fatalError() }
}

public protocol Layout {
    typealias Subviews = LayoutSubviews
    associatedtype Cache = Void
    func sizeThatFits(proposal: ProposedViewSize, subviews: Subviews, cache: inout Cache) -> CGSize
    func placeSubviews(in bounds: CGRect, proposal: ProposedViewSize, subviews: Subviews, cache: inout Cache)
}

extension Layout {
    @MainActor @preconcurrency
    public func callAsFunction<Content: View>(@ViewBuilder _ content: () -> Content) -> some View { EmptyView() }
}

// What is seen and touched.

extension Text: Drawn {}

public struct Text: Equatable, Sendable {
    public init(verbatim content: String) {}
    public init(_ attributed: AttributedString) {}

    public func font(_ font: Font?) -> Text { self }
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> Text { self }
}

extension Image: Drawn {}

public struct Image: Equatable, Sendable {
    public enum TemplateRenderingMode: Sendable { case template, original }

    public init(decorative name: String, bundle: Bundle? = nil) {}
    public func resizable() -> Image { self }
    public func renderingMode(_ mode: TemplateRenderingMode?) -> Image { self }
}

public struct Button<Label: View>: Drawn {
    public init(action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label) {}
}

@MainActor @preconcurrency
public struct ButtonStyleConfiguration {
    public struct Label: Drawn {}
    public let label: Label
    public let isPressed: Bool
}

@MainActor @preconcurrency
public protocol ButtonStyle {
    associatedtype Body: View
    typealias Configuration = ButtonStyleConfiguration
    @ViewBuilder func makeBody(configuration: Configuration) -> Body
}

public struct TextField<Label: View>: Drawn {
    public init(text: Binding<String>, prompt: Text? = nil, axis: Axis = .horizontal, @ViewBuilder label: () -> Label) {}
}

public enum Axis: Sendable { case horizontal, vertical }

// Styles and shapes.

public protocol ShapeStyle: Sendable {}

extension Color: Drawn {}

public struct Color: Hashable, Sendable, ShapeStyle {
    public init(red: Double, green: Double, blue: Double, opacity: Double = 1) {}
    public static let clear = Color(red: 0, green: 0, blue: 0, opacity: 0)
}

public struct StrokeStyle: Equatable, Sendable {
    public init(lineWidth: CGFloat = 1, dash: [CGFloat] = []) {}
}

public struct Path: Equatable, Sendable {
    public init() {}
    public init(_ rect: CGRect) {}
    public init(ellipseIn rect: CGRect) {}
    public mutating func move(to end: CGPoint) {}
    public mutating func addLine(to end: CGPoint) {}
    public mutating func addLines(_ lines: [CGPoint]) {}
    public mutating func closeSubpath() {}
}

public protocol Shape: Sendable, View {
    nonisolated func path(in rect: CGRect) -> Path
}

extension Shape {
    public var body: EmptyView { EmptyView() }
    public func fill<S: ShapeStyle>(_ content: S) -> some View { self }
    public func stroke(lineWidth: CGFloat = 1) -> some View { self }
}

public protocol InsettableShape: Shape {}

extension InsettableShape {
    public func strokeBorder<S: ShapeStyle>(_ content: S, style: StrokeStyle) -> some View { self }
    public func strokeBorder<S: ShapeStyle>(_ content: S, lineWidth: CGFloat = 1) -> some View { self }
    public func strokeBorder(lineWidth: CGFloat = 1) -> some View { self }
    nonisolated public func path(in rect: CGRect) -> Path { Path() }
}

public struct Rectangle: InsettableShape {
    nonisolated public init() {}
}

public struct Circle: InsettableShape {
    nonisolated public init() {}
}

public struct RoundedRectangle: InsettableShape {
    nonisolated public init(cornerRadius: CGFloat) {}
}

public struct Canvas<Symbols: View>: Drawn {}

extension Canvas where Symbols == EmptyView {
    public init(renderer: @escaping (inout GraphicsContext, CGSize) -> Void) {}
}

public struct GraphicsContext {
    public struct Shading {
        public static func color(_ color: Color) -> Shading { Shading() }
    }

    public struct ResolvedText {
        public func measure(in size: CGSize) -> CGSize { size }
        public func firstBaseline(in size: CGSize) -> CGFloat { 0 }
    }

    public func stroke(_ path: Path, with shading: Shading, lineWidth: CGFloat = 1) {}
    public func stroke(_ path: Path, with shading: Shading, style: StrokeStyle) {}
    public func fill(_ path: Path, with shading: Shading) {}
    public func resolve(_ text: Text) -> ResolvedText { ResolvedText() }
    public func draw(_ text: ResolvedText, in rect: CGRect) {}
}
