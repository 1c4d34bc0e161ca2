// Every ATen operator through one door: the dispatcher's boxed calls. An operator is found once by its name,
// arguments are laid out by its schema, and what the caller leaves out at the end takes the schema's default.
#include "bridge.h"

#include <vector>

#include <ATen/core/Generator.h>
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <ATen/core/stack.h>

namespace bridge {
namespace {

enum class Shape { AsIs, Real, OptionalTensors };

struct Operator {
  explicit Operator(c10::OperatorHandle found) : handle(std::move(found)) {
    for (const auto& argument : handle.schema().arguments()) {
      shapes.push_back(shape_of(argument.type()));
    }
  }

  static Shape shape_of(c10::TypePtr type) {
    if (auto optional = type->cast<c10::OptionalType>()) {
      type = optional->getElementType();
    }
    if (type->kind() == c10::TypeKind::FloatType) {
      return Shape::Real;
    }
    if (auto list = type->cast<c10::ListType>()) {
      return list->getElementType()->kind() == c10::TypeKind::OptionalType ? Shape::OptionalTensors : Shape::AsIs;
    }
    return Shape::AsIs;
  }

  c10::OperatorHandle handle;
  std::vector<Shape> shapes;
};

c10::IValue optional_tensors(const Value& value) {
  // A generic list: the type of an optional is another one in each generation of libtorch.
  c10::impl::GenericList list(c10::OptionalType::ofTensor());
  auto handles = static_cast<void**>(value.pointer);
  for (int32_t i = 0; i < value.count; i++) {
    list.push_back(handles[i] ? c10::IValue(borrow(handles[i])) : c10::IValue());
  }
  return list;
}

c10::IValue tensors(const Value& value) {
  c10::List<at::Tensor> list;
  auto handles = static_cast<void**>(value.pointer);
  for (int32_t i = 0; i < value.count; i++) {
    list.push_back(borrow(handles[i]));
  }
  return list;
}

template <typename Element>
c10::IValue numbers(const Value& value) {
  auto first = static_cast<Element*>(value.pointer);
  return std::vector<Element>(first, first + value.count);
}

c10::IValue argument(const Value& value, Shape shape) {
  switch (value.kind) {
    case Kind::Tensor: return borrow(value.pointer);
    case Kind::Int: return shape == Shape::Real ? c10::IValue(static_cast<double>(value.integer)) : c10::IValue(value.integer);
    case Kind::Double: return value.real;
    case Kind::Bool: return value.integer != 0;
    case Kind::IntList: return numbers<int64_t>(value);
    case Kind::DoubleList: return numbers<double>(value);
    case Kind::TensorList: return shape == Shape::OptionalTensors ? optional_tensors(value) : tensors(value);
    case Kind::Text: return std::string(static_cast<char*>(value.pointer), value.count);
    case Kind::Device: return c10::Device(static_cast<c10::DeviceType>(value.count), static_cast<c10::DeviceIndex>(value.integer));
    case Kind::Generator: return *static_cast<at::Generator*>(value.pointer);
    default: return c10::IValue();
  }
}

c10::IValue default_of(const c10::Argument& argument) {
  if (argument.default_value()) {
    return *argument.default_value();
  }
  TORCH_CHECK(argument.type()->kind() == c10::TypeKind::OptionalType, "argument '", argument.name(), "' is missing");
  return c10::IValue();
}

Value result(at::Tensor tensor) {
  Value value{Kind::Tensor, 0, {0}};
  value.pointer = release(std::move(tensor));
  return value;
}

void append(std::vector<Value>& results, c10::IValue& returned) {
  if (returned.isTensor()) {
    results.push_back(result(std::move(returned).toTensor()));
  } else if (returned.isTensorList()) {
    for (const at::Tensor& tensor : returned.toTensorList()) {
      results.push_back(result(tensor));
    }
  } else if (returned.isDouble()) {
    Value value{Kind::Double, 0, {0}};
    value.real = returned.toDouble();
    results.push_back(value);
  } else if (returned.isInt()) {
    results.push_back(Value{Kind::Int, 0, {returned.toInt()}});
  } else if (returned.isBool()) {
    results.push_back(Value{Kind::Bool, 0, {returned.toBool()}});
  } else {
    results.push_back(Value{Kind::None, 0, {0}});
  }
}

thread_local std::vector<Value> last_results;

int32_t call(const Operator& target, const Value* arguments, int32_t count, Value** results) {
  const auto& schema = target.handle.schema();
  const auto expected = static_cast<int32_t>(schema.arguments().size());
  TORCH_CHECK(count <= expected, schema.name(), " takes at most ", expected, " arguments");

  torch::jit::Stack stack;
  stack.reserve(expected);
  for (int32_t i = 0; i < expected; i++) {
    stack.push_back(i < count ? argument(arguments[i], target.shapes[i]) : default_of(schema.arguments()[i]));
  }
  target.handle.callBoxed(&stack);

  last_results.clear();
  for (auto& returned : stack) {
    append(last_results, returned);
  }
  *results = last_results.data();
  return static_cast<int32_t>(last_results.size());
}

}  // namespace
}  // namespace bridge

// The operator aten::`name`.`overload`, or null. Never freed: an operator lives as long as the process.
BRIDGE_API void* torch_operator(const char* name, const char* overload) {
  return bridge::guarded<void*>(nullptr, [&] {
    return new bridge::Operator(c10::Dispatcher::singleton().findSchemaOrThrow(name, overload));
  });
}

// Calls an operator. The results stay readable until the next call on this thread; their tensors belong to the caller.
BRIDGE_API int32_t torch_call(void* target, const bridge::Value* arguments, int32_t count, bridge::Value** results) {
  return bridge::guarded<int32_t>(-1, [&] {
    return bridge::call(*static_cast<bridge::Operator*>(target), arguments, count, results);
  });
}
