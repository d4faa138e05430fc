/// A whole body whose pages are the signed ones, and whose content is still to be validated: what contradicts SPEC §6
/// is thrown.
package struct UnvalidatedBody<Base: BodyReader>: BodyReader where Base.Failure == Never {
  private let base: Base

  package init(_ base: Base) { self.base = base }

  package var wordCount: Int { base.wordCount }

  @inline(__always)
  package func word(_ index: Int) throws(MalformedList) -> UInt64 { base.word(index) }

  package func inconsistent(_ broken: MalformedList) throws(MalformedList) -> Never { throw broken }
}

extension UnvalidatedBody: Sendable where Base: Sendable {}
